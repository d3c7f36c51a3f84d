import Foundation

/// A Markdown file: its headings' anchors and its links.
struct MarkdownPage {
    /// A link as written in the page.
    struct Link: Equatable {
        let target: String
        let line: Int
    }

    let path: String
    /// The lines with fenced code blanked.
    let lines: [String]

    init(_ file: TextFile) {
        path = file.path
        var isFenced = false
        lines = file.lines.map { line in
            let isFence = line.drop { $0 == " " }.hasPrefix("```")
            if isFence { isFenced.toggle() }
            return isFence || isFenced ? "" : String(line)
        }
    }

    /// The links to files and headings, without those to other sites.
    var links: [Link] {
        lines.enumerated().flatMap { index, line in
            // Inline code shows what a link looks like; it is none.
            let prose = line.replacing(#/`[^`]*`/#, with: "")
            let inline = prose.matches(of: #/\]\(([^)\s]+)[^)]*\)/#).map { String($0.output.1) }
            let reference = prose.matches(of: #/^\[[^\]]+\]:\s+(\S+)/#).map { String($0.output.1) }
            return (inline + reference)
                .filter { $0.firstMatch(of: #/^[a-z]+:/#) == nil }
                .map { Link(target: $0, line: index + 1) }
        }
    }

    /// The anchors that its headings get on the usual hosting sites.
    var anchors: Set<String> {
        var seen: [String: Int] = [:]
        return Set(
            lines.compactMap { $0.firstMatch(of: #/^#{1,6}\s+(.+?)\s*#*$/#).map { String($0.output.1) } }
                .map { heading in
                    let slug = Self.slug(heading)
                    let count = seen[slug, default: 0]
                    seen[slug] = count + 1
                    return count == 0 ? slug : "\(slug)-\(count)"
                })
    }

    /// The path of the file that a link means, relative to the root; nil when it leaves the project.
    func resolve(_ link: Link) -> String? {
        let file = link.target.prefix { $0 != "#" }
        guard !file.isEmpty else { return path }
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in file.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    private static func slug(_ heading: String) -> String {
        let text = heading.replacing(#/\[([^\]]*)\]\([^)]*\)/#, with: { $0.output.1 })
        return String(
            text.lowercased().compactMap { character in
                if character == " " { return "-" }
                return character.isLetter || character.isNumber || "-_".contains(character) ? character : nil
            })
    }
}
