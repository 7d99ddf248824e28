import CCurl

/// The libcurl library as a whole.
package enum CurlLibrary {
    /// Set up once, before the first handle. Source: https://curl.se/libcurl/c/curl_global_init.html
    static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Like `libcurl/7.88.1 OpenSSL/3.0.15`.
    package static var version: String { String(cString: curl_version()) }
}
