import Testing

@Suite("Sizes")
struct SizeTests {
    private static let mostLinesOfFile = 400
    private static let mostLinesOfFunction = 70
    private static let mostColumns = 110
    private static let sourceEndings = [".swift", ".c", ".h", ".py", ".sh"]

    private static func isSource(_ file: TextFile) -> Bool {
        sourceEndings.contains(where: file.path.hasSuffix) || file.path.hasPrefix("scripts/")
    }

    @Test("No source file has more than 400 lines")
    func fileLength() {
        let sources = Project.texts.filter(Self.isSource)
        #expect(sources.count > 10, "the sources were not found")
        expectNone(
            sources.filter { $0.lineCount > Self.mostLinesOfFile }.map {
                Violation(
                    path: $0.path,
                    complaint: "\($0.lineCount) lines; split it, \(Self.mostLinesOfFile) are the most")
            })
    }

    @Test("No function has more than 70 lines")
    func functionLength() {
        let measured = Project.swiftSources.map { ($0.path, FunctionLengths.measure($0)) }
        #expect(measured.contains { !$0.1.isEmpty }, "no function was found")
        expectNone(
            measured.flatMap { path, functions in
                functions.filter { $0.lineCount > Self.mostLinesOfFunction }.map {
                    Violation(
                        path: path, line: $0.line,
                        complaint:
                            "a function of \($0.lineCount) lines; \(Self.mostLinesOfFunction) are the most")
                }
            })
    }

    @Test("No line of code has more than 110 columns")
    func lineLength() {
        let sources = Project.texts.filter(Self.isSource)
        expectNone(
            sources.flatMap { file in
                file.lines.enumerated().filter { $0.element.count > Self.mostColumns }.map {
                    Violation(path: file.path, line: $0.offset + 1, complaint: "\($0.element.count) columns")
                }
            })
    }
}
