import FermataAPI
import FermataCore

/// Reads orders from standard input, carries each out and replies on standard output, in their order.
struct OrderReader: Sendable {
    /// A longer line is refused: it cannot be an order, and must not fill the memory.
    static let longestLine = 1 << 20

    let supervision: any Supervision
    let desk: OrderDesk
    let console: Console

    /// Reads until the end of input, which ends only the reading.
    func run(from reader: ByteReader) async {
        var lines = LineCutter(limit: Self.longestLine)
        while let bytes = await reader.read() {
            for line in lines.take(bytes) { await carryOut(line) }
        }
        if !Task.isCancelled, let last = lines.takeLast() { await carryOut(last) }
    }

    private func carryOut(_ line: LineCutter.Line) async {
        let reply: JSON
        switch line {
        case .tooLong: reply = .refused("The line is longer than \(Self.longestLine) bytes.", id: nil)
        case .whole(let bytes):
            guard bytes.contains(where: { $0 > 0x20 }) else { return }
            await desk.begin()
            reply = await self.reply(to: bytes)
        }
        console.write(reply.encoded())
        await desk.end()
    }

    private func reply(to bytes: [UInt8]) async -> JSON {
        let json: JSON
        do {
            json = try JSON(parsingInput: bytes)
        } catch {
            return .refused("The line is no JSON: \(error).", id: nil)
        }
        let order: Order
        do {
            order = try Order(json: json)
        } catch {
            return .refused("\(error)", id: json["id"])
        }
        do {
            let state = try await supervision.perform(order.command)
            return OrderReply.accepted(order.id, at: state.revision)
        } catch {
            return OrderReply.refused(order.id, CommandFailure(error))
        }
    }
}

extension JSON {
    /// The reply to what is no order.
    fileprivate static func refused(_ message: String, id: JSON?) -> JSON {
        OrderReply.refused(
            id, CommandFailure(message, code: CommandErrorCode.invalidOrder.code, status: .refused))
    }
}

/// Bytes cut into lines of bounded length.
struct LineCutter {
    enum Line: Hashable {
        /// A line without its line feed.
        case whole([UInt8])
        /// A line over the limit; its content is dropped.
        case tooLong
    }

    let limit: Int
    private var rest: [UInt8] = []
    private var isTooLong = false

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ bytes: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var left = bytes[...]
        while let end = left.firstIndex(of: UInt8(ascii: "\n")) {
            append(left[..<end])
            lines.append(isTooLong ? .tooLong : .whole(rest))
            (rest, isTooLong) = ([], false)
            left = left[(end + 1)...]
        }
        append(left)
        return lines
    }

    /// What came after the last line feed.
    mutating func takeLast() -> Line? {
        defer { (rest, isTooLong) = ([], false) }
        if isTooLong { return .tooLong }
        return rest.isEmpty ? nil : .whole(rest)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        rest.append(contentsOf: bytes)
        if rest.count > limit { (rest, isTooLong) = ([], true) }
    }
}
