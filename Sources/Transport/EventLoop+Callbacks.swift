import CCurl

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

extension EventLoop {
    /// Makes a handle open and close its sockets through the loop. - Throws: `EventLoopError`.
    ///
    /// - Parameter transfer: the handle's transfer; it decides which addresses its sockets may connect to.
    func watchSockets(of easy: UnsafeMutableRawPointer, for transfer: Transfer) throws {
        let this = Unmanaged.passUnretained(self).toOpaque()  // the multi handle closes connections first
        // A socket is opened only while its transfer is under way, and then the loop retains the transfer.
        let opener = Unmanaged.passUnretained(transfer).toOpaque()
        guard rekey_curl_set_opening(easy, openSocket, opener) == CURLE_OK,
            rekey_curl_set_closing(easy, closeSocket, this) == CURLE_OK
        else { throw EventLoopError.unavailable("a request") }
    }
}

/// Source: https://curl.se/libcurl/c/CURLMOPT_SOCKETFUNCTION.html
let socketChanged: curl_socket_callback = { _, socket, what, context, _ in
    if let context { Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().changed(socket, what) }
    return 0
}

/// Source: https://curl.se/libcurl/c/CURLMOPT_TIMERFUNCTION.html
let timerChanged: curl_multi_timer_callback = { _, milliseconds, context in
    if let context {
        Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().postponed(milliseconds: milliseconds)
    }
    return 0
}

/// Source: https://curl.se/libcurl/c/CURLOPT_OPENSOCKETFUNCTION.html
private let openSocket: curl_opensocket_callback = { context, _, address in
    guard let context, let address else { return CURL_SOCKET_BAD }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().openSocket(to: address)
}

/// Source: https://curl.se/libcurl/c/CURLOPT_CLOSESOCKETFUNCTION.html
private let closeSocket: curl_closesocket_callback = { context, socket in
    if let context { Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().closing(socket) }
    return close(socket)
}
