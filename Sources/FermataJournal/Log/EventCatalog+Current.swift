import FermataCore

extension EventCatalog {
    /// The events of this build. An event whose form changes gets its newest version and an upcaster here.
    public static let current = EventCatalog(
        newestVersions: Dictionary(uniqueKeysWithValues: Event.Kind.allCases.map { ($0.rawValue, 1) }))
}
