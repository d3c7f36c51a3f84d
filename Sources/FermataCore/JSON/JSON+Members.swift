extension JSON {
    /// Refuses an object that has members besides the known ones: whoever misspells one in an order would
    /// otherwise see the order carried out without it.
    /// - Throws: an error whose path is the first unknown member, with the known one that is spelled most
    ///   alike.
    package func requireMembers(among known: [String]) throws(JSONDecodingError) {
        guard case .object(let members) = self else {
            throw JSONDecodingError(problem: "an object was expected, found \(kindName)")
        }
        guard let unknown = members.first(where: { !known.contains($0.name) }) else { return }
        let hint =
            NearestSpelling.nearest(to: unknown.name, among: known).map { "did you mean \($0)?" }
            ?? (known.isEmpty ? "there are none" : "known are \(known.joined(separator: ", "))")
        throw JSONDecodingError(
            path: String(unknown.name.prefix(NearestSpelling.maximumLength)),
            problem: "is no member here; \(hint)")
    }
}
