public import FermataCore

/// What agents and people have written, as views carry it: whole up to a limit, and above it a beginning
/// with a mark that says how much there is. The whole is in the log and in the run's state.
///
/// The mark stands in place of a value: `{"truncated": true, "bytes": N, "start": "…"}`, where `bytes` counts
/// the UTF-8 of a text, or of the compact JSON of anything else.
public enum BoundedValue {
    /// Values of at most this size are left as they are, in bytes of compact JSON.
    public static let maximumByteCount = 16_384
    /// How much of what is cut is still shown, in bytes.
    public static let startByteCount = 1_024
    /// The most members or items of a value that is cut.
    static let maximumMemberCount = 64

    /// The value, or what is shown in its place when it is too large: its longest texts are cut first, and
    /// the whole of it when that is not enough.
    public static func json(_ value: JSON) -> JSON {
        let count = byteCount(of: value)
        guard count > maximumByteCount else { return value }
        let cut = withCutTexts(value)
        return byteCount(of: cut) > maximumByteCount ? mark(value.encoded(), byteCount: count) : cut
    }

    /// The text, or its beginning with the mark.
    public static func json(_ text: String) -> JSON {
        let count = text.utf8.count
        return count > maximumByteCount ? mark(text, byteCount: count) : .string(text)
    }

    /// The text, or its beginning and an ellipsis, for places that take nothing but a text.
    public static func text(_ text: String, maximumByteCount: Int = maximumByteCount) -> String {
        text.utf8.count > maximumByteCount ? start(of: text, byteCount: maximumByteCount) + "…" : text
    }

    private static func withCutTexts(_ value: JSON) -> JSON {
        switch value {
        case .null, .bool, .integer, .number: value
        case .string(let text):
            text.utf8.count > startByteCount ? mark(text, byteCount: text.utf8.count) : value
        case .array(let items) where items.count <= maximumMemberCount: .array(items.map(withCutTexts))
        case .object(let members) where members.count <= maximumMemberCount:
            .object(members.map { JSONMember(name: $0.name, value: withCutTexts($0.value)) })
        case .array, .object: mark(value.encoded(), byteCount: byteCount(of: value))
        }
    }

    private static func mark(_ text: String, byteCount: Int) -> JSON {
        .record(
            ("truncated", true), ("bytes", byteCount.json),
            ("start", start(of: text, byteCount: startByteCount).json))
    }

    private static func byteCount(of value: JSON) -> Int { value.encodedBytes().count }

    /// As many whole characters as fit.
    private static func start(of text: String, byteCount: Int) -> String {
        var end =
            text.utf8.index(text.startIndex, offsetBy: byteCount, limitedBy: text.endIndex) ?? text.endIndex
        while end > text.startIndex, String.Index(end, within: text) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }
}
