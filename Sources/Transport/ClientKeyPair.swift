import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// A client's certificate and key, loaded by OpenSSL itself.
package enum ClientKeyPair {
    /// Loads the files as for a request, with a TLS handshake that ends before its first byte, on a socket of this
    /// process: nothing is sent to the network, and nothing is asked on a terminal.
    /// - Returns: libcurl's message about what cannot be used; `nil` if both files can be used.
    /// - Throws: `EventLoopError` if memory is short.
    package static func fault(certificate: String, key: String) throws -> String? {
        guard CurlLibrary.isReady, let easy = curl_easy_init() else { throw EventLoopError.unavailable("libcurl") }
        defer { curl_easy_cleanup(easy) }
        var port = 0
        let listener = rekey_listen_loopback(&port)
        guard listener >= 0 else { throw EventLoopError.unavailable("a socket") }
        defer { close(listener) }
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        defer { errorText.deallocate() }
        errorText.pointee = 0
        let codes = [
            rekey_curl_set_text(easy, CURLOPT_URL, "https://127.0.0.1:\(port)/"),
            rekey_curl_set_text(easy, CURLOPT_PROXY, ""),
            rekey_curl_set_long(easy, CURLOPT_NOSIGNAL, 1), rekey_curl_set_long(easy, CURLOPT_CONNECT_ONLY, 1),
            rekey_curl_set_long(easy, CURLOPT_TIMEOUT_MS, 10_000), rekey_curl_set_load_only(easy),
            rekey_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
            rekey_curl_set_text(easy, CURLOPT_SSLCERT, certificate), rekey_curl_set_text(easy, CURLOPT_SSLKEY, key),
            rekey_curl_set_text(easy, CURLOPT_KEYPASSWD, ""),
        ]
        guard codes.allSatisfy({ $0 == CURLE_OK }) else { throw EventLoopError.unavailable("libcurl") }
        let result = curl_easy_perform(easy)
        guard result == CURLE_SSL_CERTPROBLEM else { return nil }
        let detail = String(cString: errorText)
        return detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
    }
}
