import FermataCore
public import FermataJournal

extension EventCatalog {
    /// The events of this version of Fermata.
    public static let current = EventCatalog(
        newestVersions: Dictionary(uniqueKeysWithValues: Event.Kind.allCases.map { ($0.rawValue, 1) }))
}
