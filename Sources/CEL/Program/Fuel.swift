/// What an evaluation may still spend. Every step costs one; what works on long values costs more.
struct Fuel {
    /// What is left; below zero the evaluation ends.
    private(set) var remaining: Int

    /// How many bytes one unit pays for when text is looked at or copied.
    private static let bytesPerUnit = 32

    init(limit: Int) {
        remaining = limit
    }

    /// Pays so many units.
    @inline(__always)
    mutating func charge(_ units: Int) throws(EvaluationError) {
        remaining -= units
        if remaining < 0 { throw .outOfFuel }
    }

    /// Pays for looking at or copying so many bytes.
    @inline(__always)
    mutating func charge(forBytes count: Int) throws(EvaluationError) {
        if count >= Self.bytesPerUnit { try charge(count / Self.bytesPerUnit) }
    }

    /// Pays for making text or octets of a length, and refuses more than ``Limits/producedBytes``.
    mutating func produce(bytes count: Int) throws(EvaluationError) {
        guard count <= Limits.producedBytes else { throw .tooLarge }
        try charge(forBytes: count)
    }

    /// Pays for making a list or a map of a length, and refuses more than ``Limits/producedElements``.
    mutating func produce(elements count: Int) throws(EvaluationError) {
        guard count <= Limits.producedElements else { throw .tooLarge }
        try charge(count / 4)
    }
}
