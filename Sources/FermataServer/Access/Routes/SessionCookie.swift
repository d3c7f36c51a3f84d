/// The cookie of a session: scripts cannot read it, other sites' requests do not carry it, and over an
/// encrypted connection it was set for, it never goes over another.
struct SessionCookie {
    let isSecure: Bool

    /// What keeps a session in a browser for as long as it can last.
    func set(to secret: Secret) -> String {
        field(value: secret.reveal(), seconds: SessionStore.longestSeconds)
    }

    /// What removes it.
    var clearing: String { field(value: "", seconds: 0) }

    private func field(value: String, seconds: Int) -> String {
        "\(AccessControl.cookieName)=\(value); Max-Age=\(seconds); Path=/; HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }
}
