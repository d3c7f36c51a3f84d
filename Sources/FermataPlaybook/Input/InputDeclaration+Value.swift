public import FermataCore

/// Why a value is not what an input takes.
struct InputProblem: Error, Hashable, Sendable {
    let message: String
}

extension InputDeclaration {
    /// The environment variable under which commands find the value: `INPUT_` and the name in capitals,
    /// with `_` for everything that is neither letter nor digit.
    public var variable: String {
        let letters = name.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 32
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: UInt8(ascii: "_")
            }
        }
        return "INPUT_" + String(decoding: letters, as: UTF8.self)
    }

    /// The value in the input's type. Text is read as the type says; other values must have it already.
    func value(from json: JSON) -> Result<JSON, InputProblem> {
        switch kind {
        case .string, .path:
            switch json {
            case .string(let text):
                if text.contains("\0") { return refused("text cannot contain a NUL character") }
                return kind == .path && text.isEmpty ? refused("a path cannot be empty") : .success(json)
            case .bool, .integer, .number: return .success(.string(json.text))
            case .null, .array, .object: return refused("text was expected, found \(json.kindName)")
            }
        case .number:
            let value = if case .string(let text) = json { JSON(plainScalar: text) } else { json }
            switch value {
            case .integer, .number: return .success(value)
            case .null, .bool, .string, .array, .object:
                return refused("a number was expected, found `\(bounded(json.text))`")
            }
        case .boolean:
            let value = if case .string(let text) = json { JSON(plainScalar: text) } else { json }
            guard case .bool = value else {
                return refused("true or false was expected, found `\(bounded(json.text))`")
            }
            return .success(value)
        case .choice:
            let text = json.text
            if options.contains(text) { return .success(.string(text)) }
            let known = options.map { "`\(bounded($0))`" }.joined(separator: ", ")
            guard let nearest = NearestSpelling.nearest(to: text, among: options) else {
                return refused("`\(bounded(text))` is none of \(known)")
            }
            return refused("`\(bounded(text))` is none of \(known); did you mean `\(nearest)`?")
        }
    }

    private func refused(_ message: String) -> Result<JSON, InputProblem> {
        .failure(InputProblem(message: message))
    }
}
