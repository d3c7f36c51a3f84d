/// Finds the name that was probably meant.
enum Spelling {
    /// Longer names are not compared.
    private static let maximumLength = 64
    private static let maximumCandidates = 1000

    /// The candidate that takes the fewest corrections, if they are at most a third of the letters.
    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let written = Array(name.utf8)
        guard !written.isEmpty, written.count <= maximumLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(maximumCandidates) where candidate != name {
            let known = Array(candidate.utf8)
            guard known.count <= maximumLength else { continue }
            let distance = distance(written.map(lowercased), known.map(lowercased))
            if distance <= max(1, written.count / 3), distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// How many letters must be put in, left out, replaced or swapped with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = rows[row][column] + (byte == other ? 0 : 1)
                var least = min(replaced, rows[row][column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    least = min(least, rows[row - 1][column - 1] + 1)
                }
                current.append(least)
            }
            rows.append(current)
        }
        return rows[left.count][right.count]
    }
}
