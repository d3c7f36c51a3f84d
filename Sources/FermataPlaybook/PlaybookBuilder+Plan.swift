import FermataCore

extension PlaybookBuilder {
    /// Refuses the playbook when anything was found wrong.
    mutating func finish(_ playbook: Playbook) throws(PlaybookError) {
        guard reader.mistakes.isEmpty else { throw PlaybookError(reader.mistakes) }
    }
}
