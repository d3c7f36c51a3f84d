import FermataCore
import Synchronization

/// Shows what a command reports as progress while it runs, by looking at its report file now and then: a file
/// that any program can append to has no other way to call.
final class ProgressFollower: Sendable {
    /// How long it waits between two looks.
    static let interval = Duration.milliseconds(200)

    private struct Position {
        var offset = 0
        var shownCount = 0
        var isFinished = false
    }

    private let scratch: AttemptScratch
    private let reportName: String
    private let show: @Sendable ([UInt8]) -> Void
    private let position = Mutex(Position())

    init(scratch: AttemptScratch, reportName: String, show: @escaping @Sendable ([UInt8]) -> Void) {
        self.scratch = scratch
        self.reportName = reportName
        self.show = show
    }

    /// Looks again and again until its task is cancelled.
    func follow(clock: any Clock<Duration>) async {
        while !Task.isCancelled {
            do {
                // Reason: a file tells nobody that a line was added, and its writer may be any program.
                try await clock.sleep(for: Self.interval)
                try look()
            } catch {
                // What is wrong with the file is said when the command has ended, once and as its failure.
                return
            }
        }
    }

    /// Shows what of the whole report's progress has not been shown yet, and looks no more.
    func finish(_ report: CommandReport) {
        position.withLock { position in
            position.isFinished = true
            for text in report.progress.dropFirst(position.shownCount) { show(Self.line(text)) }
        }
    }

    private func look() throws(SystemError) {
        // Held all the while, so that no line is shown twice at the end.
        try position.withLock { position throws(SystemError) in
            guard !position.isFinished else { return }
            let bytes = try scratch.contents(
                of: reportName, from: position.offset,
                maximumBytes: CommandReport.maximumBytes - position.offset)
            guard let end = bytes.lastIndex(of: 0x0A) else { return }
            let progress: [String]
            do throws(CommandReport.Problem) {
                progress = try CommandReport(parsing: Array(bytes[...end])).progress
            } catch {
                throw SystemError(message: error.text)
            }
            position.offset += end + 1
            position.shownCount += progress.count
            for text in progress { show(Self.line(text)) }
        }
    }

    private static func line(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }
}
