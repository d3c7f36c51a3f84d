import FermataAPI
import FermataCore
import Testing

@Suite("The size of what views carry")
struct BoundedValueTests {
    private let long = String(repeating: "é", count: 20_000)

    @Test("What fits is left as it is")
    func small() {
        let value = JSON.record(("text", "short"), ("list", ["a", "b"].json))
        #expect(BoundedValue.json(value) == value)
        #expect(BoundedValue.json("short") == "short")
    }

    @Test("Long texts are cut, with a mark that says how much there is, and the rest is kept")
    func cut() throws {
        let cut = BoundedValue.json(.record(("log", long.json), ("ok", true)))
        #expect(cut["ok"] == true)
        #expect(cut["log"]?["truncated"] == true)
        #expect(cut["log"]?["bytes"] == .integer(40_000))
        let start = try #require(cut["log"]?["start"]?.stringValue)
        #expect(start.utf8.count <= BoundedValue.startByteCount)
        #expect(long.hasPrefix(start) && !start.isEmpty)
    }

    @Test("A value of very many small parts is cut as a whole")
    func many() {
        let value = JSON.object((0..<5_000).map { JSONMember(name: "n\($0)", value: .integer(Int64($0))) })
        let cut = BoundedValue.json(value)
        #expect(cut["truncated"] == true)
        #expect(cut["bytes"] == .integer(Int64(value.encodedBytes().count)))
        #expect(cut.encodedBytes().count < BoundedValue.maximumByteCount)
    }

    @Test("What is cut is small, however deep and wide it was", arguments: [1, 63, 64, 65])
    func bound(width: Int) {
        let text = JSON.string(String(long.prefix(1_000)))
        let inner = JSON.object((0..<width).map { JSONMember(name: "m\($0)", value: text) })
        let value = JSON.array(Array(repeating: inner, count: 20))
        #expect(BoundedValue.json(value).encodedBytes().count <= BoundedValue.maximumByteCount)
    }

    @Test("A text is not cut within a character")
    func characters() {
        for length in 1...12 {
            let text = BoundedValue.text("a👩‍👩‍👧é" + long, maximumByteCount: length)
            #expect(text.utf8.count <= length + 3)
            #expect(!text.contains("\u{FFFD}"))
        }
    }
}
