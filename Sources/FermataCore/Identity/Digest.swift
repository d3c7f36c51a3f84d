/// A SHA-256 digest (FIPS 180-4). It binds a verdict to exactly what was shown, and chains the journal.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// The digest of some bytes.
    public init(of content: some Collection<UInt8>) {
        bytes = SHA256.digest(of: content)
    }

    /// The digest of a JSON value's canonical form: the order of object members does not matter.
    public init(of value: JSON) {
        self.init(of: value.canonicalBytes())
    }

    /// A digest read back from 32 stored bytes; `nil` for any other length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// A digest read back from 64 hexadecimal digits.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The first twelve digits, for people; never accepted in place of the whole.
    public var short: String { String(hexadecimal.prefix(12)) }

    /// The whole digest in hexadecimal.
    public var description: String { hexadecimal }
}

extension Digest: JSONCodable {
    /// The hexadecimal form.
    public var json: JSON { .string(hexadecimal) }
    /// Reads the hexadecimal form.
    public init(json: JSON) throws(JSONDecodingError) {
        guard let digest = Digest(hexadecimal: try String(json: json)) else {
            throw JSONDecodingError(problem: "a digest of 64 hexadecimal digits was expected")
        }
        self = digest
    }
}
