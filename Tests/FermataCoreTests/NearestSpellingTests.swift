import FermataCore
import Testing

@Suite("Nearest spelling")
struct NearestSpellingTests {
    @Test(
        "finds what was meant",
        arguments: [
            ("neds", "needs"), ("need", "needs"), ("needss", "needs"), ("enves", nil), ("ubdo", "undo"),
            ("udno", "undo"), ("NEEDS", "needs"), ("timeuot", "timeout"), ("xyz", nil), ("", nil), ("a", nil),
        ] as [(String, String?)])
    func finds(word: String, expected: String?) {
        let known = ["name", "needs", "undo", "timeout", "env"]
        #expect(NearestSpelling.nearest(to: word, among: known) == expected)
    }

    @Test("The nearest wins, and among equals the first")
    func order() {
        #expect(NearestSpelling.nearest(to: "build", among: ["builds", "build2", "Build"]) == "Build")
        #expect(NearestSpelling.nearest(to: "tets", among: ["test", "text"]) == "test")
        #expect(NearestSpelling.nearest(to: "abcd", among: ["abce", "abcf"]) == "abce")
    }

    @Test("Very long words are not compared")
    func bound() {
        let long = String(repeating: "a", count: NearestSpelling.maximumLength + 1)
        #expect(NearestSpelling.nearest(to: long, among: [long]) == nil)
        #expect(NearestSpelling.nearest(to: "aaa", among: [long]) == nil)
    }
}
