import FermataCore
import FermataRuntime
import Synchronization

/// Joins pieces of live output, so that a step that prints much is told of no more often than a person can
/// read.
struct OutputCollector {
    /// How much text of a step is told at once, in bytes. Of more the newest is told.
    static let maximumPieceByteCount = 16 << 10

    struct Key: Hashable {
        var step: StepID
        var attempt: Int
    }

    private var waiting: [Key: [UInt8]] = [:]
    private var order: [Key] = []

    /// Whether anything is to be told.
    var isEmpty: Bool { order.isEmpty }

    /// Takes a piece.
    mutating func take(_ chunk: OutputChunk) {
        let key = Key(step: chunk.step, attempt: chunk.attempt)
        if waiting[key] == nil { order.append(key) }
        waiting[key, default: []].append(contentsOf: chunk.bytes)
        if let count = waiting[key]?.count, count > 2 * Self.maximumPieceByteCount {
            waiting[key]?.removeFirst(count - Self.maximumPieceByteCount)
        }
    }

    /// What is to be told now. The beginning of a character whose rest has not come stays for the next time.
    mutating func drain(of run: RunID) -> [JSON] {
        var pieces: [JSON] = []
        var kept: [Key: [UInt8]] = [:]
        for key in order {
            var bytes = (waiting[key] ?? []).suffix(Self.maximumPieceByteCount)
            let tail = Self.incompleteTail(of: bytes)
            if !tail.isEmpty, tail.count < bytes.count {
                kept[key] = Array(tail)
                bytes = bytes.dropLast(tail.count)
            }
            pieces.append(
                .record(
                    ("run", run.json), ("step", key.step.json), ("attempt", key.attempt.json),
                    ("text", .string(String(decoding: bytes, as: UTF8.self)))))
        }
        waiting = kept
        order = order.filter { kept[$0] != nil }
        return pieces
    }

    /// The bytes at the end that begin a character of UTF-8 (RFC 3629) and do not finish it.
    private static func incompleteTail(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.endIndex - length]
            if byte & 0b1100_0000 == 0b1000_0000 { continue }
            let needed = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
            return needed > length ? bytes.suffix(length) : []
        }
        return []
    }
}

/// A collector that one task fills and another empties.
final class OutputBuffer: Sendable {
    private let collector = Mutex(OutputCollector())

    /// Takes a piece.
    func take(_ chunk: OutputChunk) { collector.withLock { $0.take(chunk) } }

    /// What is to be told now.
    func drain(of run: RunID) -> [JSON] { collector.withLock { $0.drain(of: run) } }
}
