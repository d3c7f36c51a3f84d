/// What the engine wishes of a supervisor, one byte each on the supervisor's standard input.
///
/// The end of that stream is a wish too: the engine is gone, so everything must end.
enum SupervisionOrder: UInt8, CaseIterable, Sendable {
    /// Hold every process of the attempt still.
    case pause = 0x70
    /// Let them go on.
    case resume = 0x72
    /// End the attempt: politely first, then by force.
    case stop = 0x73
}
