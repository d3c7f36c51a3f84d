import FermataCore
import FermataPlaybook
import Testing

@Suite("Inputs of a run")
struct InputResolverTests {
    private static let declarations = [
        InputDeclaration(name: "where", kind: .path, defaultValue: "."),
        InputDeclaration(name: "count", kind: .number, defaultValue: 3),
        InputDeclaration(name: "loud", kind: .boolean, defaultValue: false),
        InputDeclaration(name: "mode", kind: .choice, description: "how", options: ["quick", "thorough"]),
        InputDeclaration(name: "note", defaultValue: .null),
    ]

    private func resolve(_ given: [String: String]) throws(InputError) -> JSON {
        try InputResolver.resolve(
            Self.declarations, given: given, workingDirectory: "/srv/app", homeDirectory: "/srv/ada")
    }

    @Test("Values get their types, and defaults fill in")
    func types() throws {
        #expect(
            try resolve(["mode": "quick"])
                == .record(
                    ("where", "/srv/app"), ("count", 3), ("loud", false), ("mode", "quick"), ("note", .null)))
        let given = ["mode": "thorough", "count": "1.5", "loud": "true", "note": "true", "where": "../x"]
        #expect(
            try resolve(given)
                == .record(
                    ("where", "/srv/x"), ("count", .number(1.5)), ("loud", true), ("mode", "thorough"),
                    ("note", "true")))
    }

    @Test(
        "Paths become absolute",
        arguments: [
            ("a/b", "/srv/app/a/b"), ("./a/", "/srv/app/a"), ("/etc//x/../y", "/etc/y"), ("~", "/srv/ada"),
            ("~/b", "/srv/ada/b"), ("~b", "/srv/app/~b"), ("../../../..", "/"),
        ])
    func paths(written: String, absolute: String) throws {
        #expect(try resolve(["mode": "quick", "where": written])["where"] == .string(absolute))
    }

    @Test("Everything that is wrong is named at once, with the likely spelling")
    func problems() throws {
        let error = try #require(throws: InputError.self) {
            try resolve(["cuont": "1", "zzzzzz": "", "count": "many", "loud": "yes", "where": ""])
        }
        #expect(
            error.description == """
                there is no input `cuont`; did you mean `count`?
                there is no input `zzzzzz`; there are where, count, loud, mode, note
                the input `where` does not fit: a path cannot be empty
                the input `count` does not fit: a number was expected, found `many`
                the input `loud` does not fit: true or false was expected, found `yes`
                the input `mode` is missing (how): give it as --input mode=VALUE
                """)
    }

    @Test("A value that is none of the options is answered with the nearest one")
    func choice() throws {
        let error = try #require(throws: InputError.self) { try resolve(["mode": "quik"]) }
        #expect(
            error.description
                == "the input `mode` does not fit: `quik` is none of `quick`, `thorough`; "
                + "did you mean `quick`?"
        )
    }

    @Test("The variable of an input is its name in capitals")
    func variable() {
        #expect(InputDeclaration(name: "my-file_2").variable == "INPUT_MY_FILE_2")
    }
}
