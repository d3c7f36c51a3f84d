import Foundation

/// A file whose bytes are UTF-8 text.
struct TextFile {
    let path: String
    let text: String
    /// The text split at line feeds, without them.
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Reads a file of the project; nil when it is binary.
    init?(path: String) {
        guard let bytes = try? Data(contentsOf: Project.root.appending(path: path)),
            !bytes.contains(0), let text = String(data: bytes, encoding: .utf8)
        else { return nil }
        self.init(path: path, text: text)
    }

    /// The number of lines a person would count: a final line feed begins no line.
    var lineCount: Int {
        lines.last?.isEmpty == true ? lines.count - 1 : lines.count
    }
}
