import FermataCore
import FermataRuntime

/// Tells what happens to a run, in lines of one form or another.
protocol RunPrinter: Sendable {
    /// Tells about an event.
    func show(_ happening: Happening) async throws
    /// Shows a piece of live output.
    func show(_ chunk: OutputChunk, at time: Timestamp) async
    /// Tells the end of the story.
    func summarize(at now: Timestamp) async
}
