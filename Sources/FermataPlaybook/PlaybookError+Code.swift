extension PlaybookError {
    /// A name for programs that never changes.
    public var code: String { "playbook.invalid" }
}

extension InputError {
    /// A name for programs that never changes.
    public var code: String { "inputs.invalid" }
}
