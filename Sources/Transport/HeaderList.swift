import CCurl
import Secrets

/// The headers of all requests of a client, as one list that libcurl reads while requests are under way. Part of the
/// bridge of `EventLoop`.
///
/// - `@unchecked Sendable`: the list is made once and afterwards only read, by libcurl too.
final class HeaderList: @unchecked Sendable {
    let list: UnsafeMutablePointer<curl_slist>?

    init(_ headers: [(name: String, value: Secret)]) throws {
        var list: UnsafeMutablePointer<curl_slist>?
        for (name, value) in headers {
            var line = SecretBuffer()
            line.append(name)
            line.append(": ")
            line.append(value)
            line.append(0)
            let longer = line.withBytes { bytes in
                curl_slist_append(list, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
            }
            guard let longer else {
                curl_slist_free_all(list)
                throw EventLoopError.unavailable("memory for the headers")
            }
            list = longer
        }
        self.list = list
    }

    deinit { curl_slist_free_all(list) }
}
