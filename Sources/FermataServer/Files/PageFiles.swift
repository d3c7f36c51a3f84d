import HTTPTypes
import Hummingbird
import NIOCore

/// The files of the web page, in one folder and nowhere else.
struct PageFiles: Sendable {
    /// The largest file, in bytes.
    static let maximumByteCount = 8 << 20

    /// The folder without symbolic links; `nil` serves nothing.
    private let folder: String?

    /// - Parameter folder: the folder's path.
    init(folder: String?) {
        self.folder = folder.flatMap(ServedFile.resolved)
    }

    /// The answer to a request that no route takes: a file, the page itself for an address that the page
    /// knows, or nothing.
    func response(to request: Request) throws(RequestRefusal) -> Response {
        let path = request.uri.path
        guard let folder, !path.hasPrefix("/v1/") else { throw .unknownRoute(path) }
        guard request.method == .get || request.method == .head else {
            throw .methodNotAllowed(path, allowed: ["GET", "HEAD"])
        }
        if let name = Self.relativePath(path), let response = file(name, in: folder, for: request) {
            return response
        }
        let isPage = request.headers[.accept]?.contains("text/html") ?? false
        if isPage, let response = file("index.html", in: folder, for: request) { return response }
        throw .unknownRoute(path)
    }

    /// The name of a file within the folder, for addresses whose parts are plain names. Nothing is decoded:
    /// the page's files need no escapes, and so there is no second way to write dots and slashes.
    static func relativePath(_ path: String) -> String? {
        guard path.hasPrefix("/") else { return nil }
        if path == "/" { return "index.html" }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            part.first != "." && !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
                }
        }
        return isPlain ? parts.joined(separator: "/") : nil
    }

    private func file(_ name: String, in folder: String, for request: Request) -> Response? {
        guard let type = Self.types[name.split(separator: ".").last.map(String.init) ?? ""],
            let path = ServedFile.resolved("\(folder)/\(name)"), path.hasPrefix("\(folder)/")
        else { return nil }
        let file: ServedFile
        do {
            file = try ServedFile.read(path, limit: Self.maximumByteCount)
        } catch {
            // To whoever asks, a file that cannot be read is not there.
            return nil
        }
        let etag = "\"\(file.version)\""
        var headers: HTTPFields = [.contentType: type, .eTag: etag, .cacheControl: "no-cache"]
        if request.headers[.ifNoneMatch] == etag { return Response(status: .notModified, headers: headers) }
        if request.method == .head {
            headers[.contentLength] = String(file.bytes.count)
            return Response(status: .ok, headers: headers, body: .init())
        }
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// The kinds of file that a page is made of; no other is served.
    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "ico": "image/x-icon", "woff2": "font/woff2", "json": "application/json",
        "webmanifest": "application/manifest+json", "txt": "text/plain; charset=utf-8",
    ]
}
