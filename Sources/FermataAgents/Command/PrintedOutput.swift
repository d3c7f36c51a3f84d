import Synchronization

/// What is kept of what a command printed; all of it went on to be shown and stored elsewhere.
struct PrintedOutput: Sendable {
    /// Which stream a piece came from.
    enum Stream: Sendable {
        case standardOutput
        case standardError
    }

    private static let maximumLastLineBytes = 4 << 10

    private var standardOutput: OutputTail
    private var everything = OutputTail(maximumBytes: Self.maximumLastLineBytes)

    init(maximumTextBytes: Int) {
        standardOutput = OutputTail(maximumBytes: maximumTextBytes)
    }

    /// Takes a piece.
    mutating func append(_ piece: [UInt8], from stream: Stream) {
        everything.append(piece)
        switch stream {
        case .standardOutput: standardOutput.append(piece)
        case .standardError: return
        }
    }

    /// The end of standard output as text, trimmed.
    var text: String { standardOutput.text }

    /// The last line on either stream.
    var lastLine: String? { everything.lastLine }
}

/// A ``PrintedOutput`` that the readers of both streams fill.
final class SharedOutput: Sendable {
    private let output: Mutex<PrintedOutput>

    init(maximumTextBytes: Int) {
        output = Mutex(PrintedOutput(maximumTextBytes: maximumTextBytes))
    }

    /// What has been kept so far.
    var value: PrintedOutput { output.withLock { $0 } }

    /// Takes a piece.
    func append(_ piece: [UInt8], from stream: PrintedOutput.Stream) {
        output.withLock { $0.append(piece, from: stream) }
    }
}
