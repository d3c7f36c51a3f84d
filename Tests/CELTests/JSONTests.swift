import CEL
import Testing

@Suite("JSON")
struct JSONTests {
    @Test(
        "What is read is written again",
        arguments: [
            "null", "true", "[1,-2.5,\"a\\\"\\\\\\n\\u0001é😀\",[],{}]", "{\"b\":1,\"a\":{\"c\":[null]}}",
            "1e+300",
            "9007199254740991",
        ])
    func roundTrip(text: String) throws {
        #expect(try Value(json: text).json() == text)
    }

    @Test("What has no counterpart in JSON is text, or an error")
    func mapping() throws {
        #expect(
            try value("[9007199254740993, 18446744073709551615u]").json()
                == #"["9007199254740993","18446744073709551615"]"#)
        #expect(try value("[0.0 / 0.0, -1.0 / 0.0, b'\\xff\\x00']").json() == #"["NaN","-Infinity","/wA="]"#)
        #expect(try value("[timestamp(0), duration('1.5s')]").json() == #"["1970-01-01T00:00:00Z","1.5s"]"#)
        #expect(try value("[optional.of(1), optional.none()]").json() == "[1,null]")
        for source in ["{1: 2}", "[int]"] {
            #expect(throws: EvaluationError.self) { try value(source).json() }
        }
    }

    @Test("Escapes and surrogate pairs are read")
    func escapes() throws {
        #expect(try holds("x == 'é😀/\\n'", ["x": Value(json: #""\u00e9\ud83d\ude00\/\n""#)]))
        #expect(
            try holds(
                "type(x[0]) == int && type(x[1]) == double && x[0] == x[1]", ["x": Value(json: "[1, 1.0]")]))
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", "tru", "01", "1.", "-", "1e", "[1,]", "{\"a\" 1}", "{a: 1}", "\"\\x\"", "\"\\ud800\"",
            "\"\n\"", "1 2",
            "1e999", "[", "{\"a\":", String(repeating: "[", count: 200),
        ])
    func refusals(text: String) {
        #expect(throws: JSONError.self) { try Value(json: text) }
    }
}
