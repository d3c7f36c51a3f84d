/// What everybody did, in order, for whoever looks into one seed. A reference, so that writing a line down
/// is no change of the simulation that the line is about.
final class Schedule {
    let isKept: Bool
    private(set) var lines: [String] = []

    init(isKept: Bool) {
        self.isKept = isKept
    }

    func add(_ line: String) { lines.append(line) }
}
