/// What changed between two texts, line by line, for people: `+` and `-` lines with a little around them.
package enum TextDifference {
    /// Unchanged lines shown before and after a change.
    private static let contextLineCount = 2
    /// Texts with more lines are compared as a whole.
    private static let maximumLineCount = 4000

    /// The changed lines; empty when the texts are the same. The whole tells all that stays as it is, too,
    /// instead of a little around each change.
    package static func lines(from old: String, to new: String, isWhole: Bool = false) -> [String] {
        let before = split(old)
        let after = split(new)
        guard before != after else { return [] }
        guard before.count + after.count <= maximumLineCount else {
            return ["- all \(before.count) lines"] + after.map { "+ \($0)" }
        }
        let lines = merged(before, after)
        return isWhole ? lines : shortened(lines)
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private static func merged(_ before: [String], _ after: [String]) -> [String] {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var result: [String] = []
        var (left, right) = (0, 0)
        while left < before.count || right < after.count {
            if left < before.count, removed.contains(left) {
                result.append("- \(before[left])")
                left += 1
            } else if right < after.count, inserted.contains(right) {
                result.append("+ \(after[right])")
                right += 1
            } else {
                result.append("  \(after[right])")
                left += 1
                right += 1
            }
        }
        return result
    }

    private static func shortened(_ lines: [String]) -> [String] {
        let changed = lines.indices.filter { !lines[$0].hasPrefix("  ") }
        let kept = Set(
            changed.flatMap { index in
                max(0, index - contextLineCount)...min(lines.count - 1, index + contextLineCount)
            })
        var result: [String] = []
        var isInGap = false
        for index in lines.indices {
            if kept.contains(index) {
                result.append(lines[index])
                isInGap = false
            } else if !isInGap {
                result.append("  …")
                isInGap = true
            }
        }
        return result
    }
}
