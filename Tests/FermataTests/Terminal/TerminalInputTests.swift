import Testing

@testable import fermata

@Suite("Keys of a terminal")
struct TerminalInputTests {
    private func decode(_ text: String) -> [TerminalInput] {
        var decoder = KeyDecoder()
        return decoder.decode(Array(text.utf8))
    }

    @Test(
        "Each sequence is one key",
        arguments: [
            ("a", TerminalKey.character("a")), ("Ä", .character("Ä")), ("日", .character("日")), ("\r", .enter),
            ("\t", .tab), ("\u{7F}", .backspace), ("\u{3}", .control("c")), ("\u{1A}", .control("z")),
            ("\u{1B}[A", .up), ("\u{1B}OB", .down), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown),
            ("\u{1B}[Z", .backTab), ("\u{1B}[H", .home), ("\u{1B}[4~", .end), ("\u{1B}[3~", .delete),
        ])
    func keys(text: String, key: TerminalKey) {
        #expect(decode(text) == [.key(key)])
    }

    @Test(
        "A sequence that no key has is dropped whole",
        arguments: ["\u{1B}[1;5A", "\u{1B}[<0;1;1M", "\u{1B}a", "\u{1B}[200"])
    func unknown(text: String) {
        #expect(decode(text).isEmpty)
    }

    @Test("A sequence may come in pieces")
    func pieces() {
        var decoder = KeyDecoder()
        let pieces: [[UInt8]] = [[0x1B], [0x5B], [0x41], [0xE6, 0x97], [0xA5]]
        let inputs = pieces.map { decoder.decode($0) }
        #expect(inputs == [[], [], [.key(.up)], [], [.key(.character("日"))]])
    }

    @Test("An escape that nothing follows is the key")
    func escape() {
        var decoder = KeyDecoder()
        let first = decoder.decode([0x1B])
        #expect(first.isEmpty)
        let flushed = decoder.flush()
        #expect(flushed == [.key(.escape)])
        let again = decoder.flush()
        #expect(again.isEmpty)
    }

    @Test("A paste is one input, whatever is in it, also in pieces")
    func paste() {
        #expect(
            decode("\u{1B}[200~a\ny\u{1B}[Ab\u{1B}[201~x") == [
                .paste("a\ny\u{1B}[Ab"), .key(.character("x")),
            ])
        var inputs: [TerminalInput] = []
        var whole = KeyDecoder()
        for byte in "\u{1B}[200~aaa\u{1B}[201~".utf8 { inputs += whole.decode([byte]) }
        #expect(inputs == [.paste("aaa")])
    }

    @Test("A paste is bounded")
    func longPaste() {
        let text = String(repeating: "x", count: 2 * KeyDecoder.maximumPasteByteCount)
        #expect(
            decode("\u{1B}[200~\(text)\u{1B}[201~") == [
                .paste(String(text.prefix(KeyDecoder.maximumPasteByteCount)))
            ])
    }

    @Test("A line is edited as in a shell")
    func line() {
        var editor = LineEditor("one two")
        for key: TerminalKey in [
            .control("w"), .character("x"), .home, .delete, .character("O"), .end, .left, .backspace,
        ] {
            let isTaken = editor.handle(key)
            #expect(isTaken)
        }
        #expect(editor.text == "Onex")
        let isEnterTaken = editor.handle(.enter)
        #expect(!isEnterTaken)
        editor.insert("a\r\nb\tc")
        #expect(editor.text == "Onea\nb\tcx")
        #expect(editor.lineCount == 2)
        let isCutTaken = editor.handle(.control("u"))
        #expect(isCutTaken)
        #expect(editor.text == "x")
        editor.insert(String(repeating: "y", count: 2 * LineEditor.maximumLength))
        #expect(editor.characters.count == LineEditor.maximumLength)
    }

    @Test("No key means two things, and every binding has a key")
    func bindings() {
        var owners: [TerminalKey: KeyBinding] = [:]
        for binding in KeyBinding.allCases {
            #expect(!binding.keys.isEmpty)
            for key in binding.keys {
                #expect(owners.updateValue(binding, forKey: key) == nil, "\(key.name) means two things")
                #expect(KeyBinding.of(key) == binding)
            }
        }
    }

    @Test("The page of keys lists every key, and no other")
    func help() throws {
        let text = HelpText(columns: 100).lines.map(\.text)
        for binding in KeyBinding.allCases {
            let keys = binding.keys.map(\.name).joined(separator: ", ")
            let line = text.filter { $0.hasPrefix("  \(keys) ") && $0.contains(binding.meaning) }
            #expect(line.count == 1, "\(keys)")
        }
    }

    @Test("Every key on the page does something", arguments: KeyBinding.allCases)
    func everyKeyActs(binding: KeyBinding) throws {
        for key in binding.keys {
            var scene = try TerminalScene(ScenePlaybooks.release, columns: 70, rows: 20)
            try scene.reachPublish()
            scene.press(.down)
            scene.press(.up)
            if binding == .readBack {
                scene.press(.pageDown)
            }
            scene.forgetOutputs()
            let before = scene.screen
            scene.press(key)
            #expect(
                scene.screen != before || !scene.wanted.isEmpty, "\(key.name) does nothing")
        }
    }
}

extension TerminalScene {
    var wanted: [TerminalModel.Output] { outputs }
}
