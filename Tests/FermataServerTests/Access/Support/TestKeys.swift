import FermataCore
import JWTKit

@testable import FermataServer

/// Keys of the kinds that take long to make or are published in a way of their own.
enum TestKeys {
    /// An RSA key of 2048 bits that was made for these tests alone.
    static func rsa() throws -> Insecure.RSA.PrivateKey {
        let modulus =
            "zpxbgQcMafF36adq83C8sK3jENlWLN4CX8_LIvZSXiIYNJD0J22Rr4LmC5SkIcWvxkAgxJaq75nK-xvGWlXK25jbWU"
            + "s7l9nB_hKwZCU6PHxH5b9P2FUhP4XykNy6XNEeC-vPSn1aM5r2dgiOX-U6zTqgn96kv0hWFTdRKDB7fmLtSLsC1zbt"
            + "xa3LEP4Fd-Hsm2hE90tsv25xYzzaNjrjW2BU0RlMTh_zol9qWm4Rhnsa75xaOnGQeDdwyrHOmf47Z2559KZovzU2Kp"
            + "2QEUMjixWjExXsAXiF8LD7qi44pW0PGcKj5en9swPkIGprMcbJerc41hiNwHC4n8qtdB3KgQ"
        let privateExponent =
            "GQi8qkgf2sW4JAFgm0mkMKYzy_VW6eMml38L29shGih4aq92SJa6nxu1uF5_erDDfmUucz4sTRGDP4-F0P6chfoh-H"
            + "z9-1rBFNd6iaUxxrq_qBiuWds1cZx5ynqsQWsnKwZHXNJjzQ_wNVdjuj6CCZ7vxR81iBCBjwWKWbEc2DB4WF6PjQOX"
            + "IcWlBiYur8L81RaYjWompM9OPJI6rnkFtglUlrR6BdFjE-810UhWW-LoDan8kPDlKLhkTnKdMz0bVQFWP2x1kWGpeE"
            + "1BFI7wMQLqgwC-q8Z2I6zMwYBAhEz-sYhhUIxzs6JAWRv9rai43zRpS__YzfjuETQ67g8bHw"
        let prime1 =
            "5vSU5wZrX10pmAeILMpG-vXA-Q5-3Mx5KiO-x2YUrfsE5OaUtVD0YJQopOBzhWbBrKwKV7vt-bDgZB0TeBROB3Ivyv"
            + "qw2ub4qoWlbtR_DjVQeugRsex3_R_AGBkqMkGCgp3pPMWIb1LmuquWxLOVSz-BKfkrNnZTMf_YHDb5xfc"
        let prime2 =
            "5QP1c-N6Zu5uaaqPU08_nWO2TImlaucqdaCBH2PrE8mVAs8xmcohAktriZ7lv78eYyZxD11zCsTRhF-45y5JDyd6Rg"
            + "FKyZJNzv89iaBGTsvZxcuKHOO1691GLYyhi_aRhcQ8_gVQTk8-dZ5nRYfxe5GQO_kKLd_UEyBVNm4SdUc"
        return try Insecure.RSA.PrivateKey(
            modulus: modulus, exponent: "AQAB", privateExponent: privateExponent, prime1: prime1,
            prime2: prime2)
    }

    static func published(_ key: Insecure.RSA.PrivateKey, name: String) throws -> JSON {
        let (modulus, exponent) = try key.publicKey.getKeyPrimitives()
        return .record(
            ("kty", "RSA"), ("kid", .string(name)), ("alg", "RS256"),
            ("n", .string(Base64URL.text(of: modulus))), ("e", .string(Base64URL.text(of: exponent))))
    }

    static func published(_ key: EdDSA.PrivateKey, name: String) -> JSON {
        .record(
            ("kty", "OKP"), ("crv", "Ed25519"), ("kid", .string(name)),
            ("x", .string(Base64URL.text(of: key.publicKey.rawRepresentation))))
    }
}
