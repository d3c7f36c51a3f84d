/// Text in Douglas Crockford's base 32: no letter that is taken for a digit or makes a word.
enum CrockfordText {
    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// The lowest bits of a number, five a character, the highest first.
    static func text(of number: UInt64, length: Int) -> String {
        let digits = (0..<length).reversed().map { alphabet[Int(number >> UInt64(5 * $0) & 31)] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Characters nobody can guess.
    static func random(length: Int) -> String {
        String(decoding: (0..<length).map { _ in alphabet[Int.random(in: 0..<32)] }, as: UTF8.self)
    }
}
