import FermataCore

extension EventCatalog {
    /// The events of this build. An event whose form changes gets its newest version and an upcaster here.
    ///
    /// Version 2 adds members that record what version 1 left to be worked out. Where they are absent the
    /// fold works it out as it did then, so the payload of version 1 is one of version 2 as it stands.
    public static let current = EventCatalog(
        newestVersions: Dictionary(
            uniqueKeysWithValues: Event.Kind.allCases.map { ($0.rawValue, $0.newestVersion) }),
        upcasters: Event.Kind.allCases.filter { $0.newestVersion == 2 }.map { kind in
            Upcaster(type: kind.rawValue, fromVersion: 1) { payload throws(JSONDecodingError) in payload }
        })
}
