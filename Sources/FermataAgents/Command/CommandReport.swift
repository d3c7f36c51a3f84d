import FermataCore

/// What a command has said of itself in its report file, one JSON object a line.
struct CommandReport: Hashable, Sendable {
    /// The largest report file that is read, in bytes.
    static let maximumBytes = 1 << 20
    /// The largest memento, in bytes of JSON: it must fit an environment variable later.
    static let maximumMementoBytes = 96 << 10

    /// The outputs so far, in the order they were first named; `nil` when none was reported.
    var outputs: JSON?
    /// The last assessment.
    var assessment = Assessment()
    /// The last question.
    var question: Question?
    /// What came with that question.
    var memento: JSON = .null
    /// What was reported as progress, in order.
    var progress: [String] = []

    /// Why a report is wrong.
    struct Problem: Error, Hashable {
        /// The line, from 1.
        let line: Int
        let text: String
    }

    init() {}

    /// Reads a whole report.
    init(parsing bytes: [UInt8]) throws(Problem) {
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            do {
                try take(JSON(parsingInput: line))
            } catch let error as JSONSyntaxError {
                throw Problem(line: index + 1, text: "this is no JSON: \(error)")
            } catch let error as JSONDecodingError {
                throw Problem(line: index + 1, text: error.description)
            } catch {
                throw Problem(line: index + 1, text: "\(error)")
            }
        }
    }

    private mutating func take(_ json: JSON) throws(JSONDecodingError) {
        guard case .object(let members) = json else {
            throw JSONDecodingError(problem: "an object was expected, found \(json.kindName)")
        }
        for member in members {
            switch member.name {
            case "output": try merge(member.value)
            case "assessment":
                do { assessment = try Assessment(reported: member.value) } catch {
                    throw error.within("assessment")
                }
            case "question":
                do { question = try Question(json: member.value) } catch { throw error.within("question") }
                memento = json["memento"] ?? .null
            case "memento": try check(memento: member.value, beside: json["question"])
            case "progress": progress.append(try json.field("progress"))
            default:
                throw JSONDecodingError(
                    path: member.name,
                    problem: "is not known here; known are output, assessment, question, memento, progress")
            }
        }
    }

    private mutating func merge(_ output: JSON) throws(JSONDecodingError) {
        guard case .object(let new) = output else {
            throw JSONDecodingError(
                path: "output", problem: "an object was expected, found \(output.kindName)")
        }
        var merged: [JSONMember] = []
        if case .object(let earlier) = outputs { merged = earlier }
        for member in new {
            if let index = merged.firstIndex(where: { $0.name == member.name }) {
                merged[index] = member
            } else {
                merged.append(member)
            }
        }
        outputs = .object(merged)
    }

    private func check(memento: JSON, beside question: JSON?) throws(JSONDecodingError) {
        guard question != nil else {
            throw JSONDecodingError(path: "memento", problem: "must stand in the same line as its question")
        }
        let size = memento.encoded().utf8.count
        guard size <= Self.maximumMementoBytes else {
            throw JSONDecodingError(
                path: "memento",
                problem: "has \(size) bytes, more than the \(Self.maximumMementoBytes) allowed")
        }
    }
}
