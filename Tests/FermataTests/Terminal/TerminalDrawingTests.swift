import FermataCore
import Foundation
import Testing

@testable import fermata

@Suite("Drawing in a terminal")
struct TerminalDrawingTests {
    private let size = TerminalSize(columns: 20, rows: 3)

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("Only lines that changed are written")
    func differences() {
        var painter = FramePainter(palette: .none)
        let lines = [StyledLine("one"), StyledLine("two"), StyledLine("three")]
        let first = text(painter.bytes(for: Frame(lines: lines), size: size))
        #expect(first.contains("one") && first.contains("three"))
        #expect(painter.bytes(for: Frame(lines: lines), size: size).isEmpty)
        let second = text(
            painter.bytes(for: Frame(lines: [lines[0], StyledLine("2"), lines[2]]), size: size))
        #expect(second.contains("\u{1B}[2;1H2\u{1B}[K"))
        #expect(!second.contains("one") && !second.contains("three"))
        painter.forget()
        #expect(text(painter.bytes(for: Frame(lines: lines), size: size)).contains("one"))
    }

    @Test("Without colour only weight is left")
    func noColour() {
        for ink: Ink in [.plain, .faint, .you, .running, .done, .failed, .blocked, .rolledBack] {
            #expect(Palette.none.codes(ink, strong: false).isEmpty)
            #expect(Palette.none.codes(ink, strong: true) == "1")
        }
    }

    @Test("Amber belongs to the person alone", arguments: [Palette.colours16, .colours256])
    func amber(palette: Palette) {
        let amber = palette.codes(.you, strong: false)
        for ink: Ink in [.plain, .faint, .running, .done, .failed, .blocked, .rolledBack] {
            #expect(palette.codes(ink, strong: false) != amber)
        }
    }

    @Test(
        "The environment chooses the colours",
        arguments: [
            (["TERM": "xterm-256color"], Palette.colours256), (["TERM": "xterm"], .colours16),
            (["TERM": "xterm-256color", "NO_COLOR": "1"], .none), (["TERM": "dumb"], .none), ([:], .none),
        ])
    func environment(variables: [String: String], palette: Palette) {
        #expect(Palette.suited(to: variables) == palette)
    }

    @Test("Lanes show what each step needs")
    func lanes() throws {
        let scene = try TerminalScene(ScenePlaybooks.release)
        let rows = scene.state.plan.steps.indices.map {
            scene.model.lanes.text(row: $0, glyph: "o", ink: .plain, .unicode).text
        }
        #expect(rows == ["o ", "├o", "o│", "o╯"])
    }

    @Test("A plan with more lanes than fit is still a list")
    func manyLanes() throws {
        let scene = try TerminalScene(ScenePlaybooks.wide(stepCount: 40))
        for row in 0..<40 {
            let line = scene.model.lanes.text(row: row, glyph: "o", ink: .plain, .unicode)
            #expect(line.width == scene.model.lanes.laneCount)
            #expect(line.text.contains("o"))
        }
    }

    @Test("The document lists the keys that there are, and no others")
    func document() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/terminal.md").standardizedFileURL
        let document = try String(contentsOf: file, encoding: .utf8)
        let listed = document.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        let expected = KeyBinding.Group.allCases.flatMap { group in
            KeyBinding.allCases.filter { $0.group == group }.map { binding in
                let keys = binding.keys.map { "`\($0.name)`" }.joined(separator: ", ")
                return "| \(keys) | \(binding.meaning) |"
            }
        }
        #expect(listed == expected)
    }
}
