/// Text compared as the language compares it: by its UTF-8 bytes, never by canonical equivalence.
enum ExactText {
    /// Whether two strings hold the same code points.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        // Strings with the same bytes are equal to Swift as well, and its test of that is the fastest.
        guard left == right else { return false }
        return unsafe withBytes(left, right) { left, right in
            guard left.count == right.count else { return false }
            for index in 0..<left.count where unsafe left[index] != right[index] { return false }
            return true
        }
    }

    /// Whether `left` comes before `right` in the order of their code points.
    static func precedes(_ left: String, _ right: String) -> Bool {
        unsafe withBytes(left, right) { left, right in unsafe left.lexicographicallyPrecedes(right) }
    }

    /// Whether `text` begins with `prefix`, code point by code point.
    static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
        unsafe withBytes(text, prefix) { text, prefix in unsafe text.starts(with: prefix) }
    }

    /// Whether `text` ends with `suffix`, code point by code point.
    static func hasSuffix(_ text: String, _ suffix: String) -> Bool {
        unsafe withBytes(text, suffix) { text, suffix in
            let distance = text.count - suffix.count
            guard distance >= 0 else { return false }
            for index in 0..<suffix.count where unsafe text[distance + index] != suffix[index] {
                return false
            }
            return true
        }
    }

    /// The position in bytes of the first occurrence of `needle` at or after `start`, in time linear in both
    /// whatever they hold: after a mismatch the search goes on where it was, with the longest beginning of
    /// the needle that still fits.
    static func firstIndex(of needle: [UInt8], in haystack: [UInt8], from start: Int = 0) -> Int? {
        guard !needle.isEmpty else { return start }
        guard start <= haystack.count - needle.count else { return nil }
        let fallbacks = fallbacks(of: needle)
        var matched = 0
        for position in start..<haystack.count {
            while matched > 0, haystack[position] != needle[matched] { matched = fallbacks[matched - 1] }
            if haystack[position] == needle[matched] { matched += 1 }
            if matched == needle.count { return position - matched + 1 }
        }
        return nil
    }

    /// The position in bytes of the last occurrence of `needle` that begins at or before `start`.
    static func lastIndex(of needle: [UInt8], in haystack: [UInt8], from start: Int) -> Int? {
        let end = min(start + needle.count, haystack.count)
        guard needle.count <= end else { return nil }
        return firstIndex(of: needle.reversed(), in: haystack[..<end].reversed()).map {
            end - needle.count - $0
        }
    }

    /// For each beginning of the needle, the length of its longest proper beginning that also ends it.
    private static func fallbacks(of needle: [UInt8]) -> [Int] {
        var lengths = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = lengths[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            lengths[index] = length
        }
        return lengths
    }

    /// Calls `body` with the bytes of both strings, where they lie whenever the platform can show them.
    private static func withBytes(
        _ left: String, _ right: String,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Bool {
        let direct = unsafe left.utf8.withContiguousStorageIfAvailable { left in
            unsafe right.utf8.withContiguousStorageIfAvailable { right in unsafe body(left, right) }
        }
        if let result = direct ?? nil { return result }
        return unsafe Array(left.utf8).withUnsafeBufferPointer { left in
            unsafe Array(right.utf8).withUnsafeBufferPointer { right in unsafe body(left, right) }
        }
    }
}
