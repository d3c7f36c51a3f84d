/// Finds what somebody probably meant when they wrote a word nobody knows.
public enum NearestSpelling {
    /// Words longer than this are not compared: the distance takes time in proportion to the product of
    /// lengths.
    public static let maximumLength = 64
    /// How many candidates are compared before the search gives up looking for a better one.
    public static let maximumCandidateCount = 10_000

    /// The candidate that needs the fewest corrections, or `nil` when none is near enough to be worth
    /// suggesting: at most a third of the word's letters, and at least one, may differ. Case counts as half
    /// a letter.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(word.utf8)
        guard !written.isEmpty, written.count <= maximumLength else { return nil }
        let limit = max(1, written.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates.prefix(maximumCandidateCount) {
            let known = Array(candidate.utf8)
            guard known.count <= maximumLength, abs(known.count - written.count) <= limit else { continue }
            let folded = distance(from: written.map(lowercased), to: known.map(lowercased))
            guard folded <= limit else { continue }
            let score = 2 * folded + (written == known ? 0 : 1)
            if score < best?.distance ?? .max { best = (candidate, score) }
        }
        return best?.candidate
    }

    /// The number of insertions, deletions, substitutions and swaps of neighbours that turn one text into the
    /// other (Damerau–Levenshtein in its restricted form: no letter is touched twice).
    static func distance(from left: [UInt8], to right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in right.indices {
                let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(substitution, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
    }
}
