#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The variables this process was started with.
enum ProcessEnvironment {
    /// All of them; of a name that stands twice, the first counts, as for `getenv`.
    static var variables: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let separator = text.firstIndex(of: "=") {
                let name = String(text[..<separator])
                if variables[name] == nil { variables[name] = String(text[text.index(after: separator)...]) }
            }
            next += 1
        }
        return variables
    }
}
