import FermataCore
import FermataJournal

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Who uses this process, and which process it is.
enum LoginIdentity {
    /// The person at the keyboard, as the operating system knows them.
    static var person: Actor {
        let name =
            getpwuid(getuid()).flatMap { $0.pointee.pw_name.map { String(cString: $0) } } ?? "uid-\(getuid())"
        return Actor(kind: .person, name: name, authentication: "unix-login")
    }

    /// The home directory, from the environment or else from the user database.
    static func homeDirectory(_ environment: [String: String]) -> String? {
        if let home = environment["HOME"], !home.isEmpty { return home }
        return getpwuid(getuid()).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } }
    }

    /// This process as the owner of runs. The random part tells it from an earlier process of the same
    /// number.
    static func newOwner() -> Owner {
        Owner(process: getpid(), host: hostName)
    }

    private static var hostName: String {
        // POSIX allows host names of up to 255 bytes.
        let capacity = 256
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let isNamed =
                buffer.withMemoryRebound(to: CChar.self) { chars in
                    chars.baseAddress.map { gethostname($0, capacity) } ?? -1
                } == 0
            count = isNamed ? buffer.firstIndex(of: 0) ?? capacity : 0
        }
        return bytes.isEmpty ? "this host" : String(decoding: bytes, as: UTF8.self)
    }
}
