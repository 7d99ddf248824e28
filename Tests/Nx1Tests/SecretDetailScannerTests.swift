import Foundation
import Testing

@testable import Nx1

/// The quick reader of answers beside the decoder, which has the last word.
@Suite struct SecretDetailScannerTests {
    private static func scan(_ text: String) -> SecretDetail? {
        Array(text.utf8).withUnsafeBytes(SecretDetailScanner.read)
    }

    private static func decode(_ text: String) -> SecretDetail? {
        Array(text.utf8).withUnsafeBytes(SecretDetail.decode)
    }

    @Test(
        "what it reads is what the decoder reads",
        arguments: [
            #"{"secret_name":"db","k8s_name":"x","data":[{"key":"a","value":"****"},{"key":"b","value":"****"}]}"#,
            #" { "data" : [ { "value" : null , "key" : "a.b-c_d" } ] , "secret_name" : "db" } "#,
            #"{"secret_name":"db","data":[]}"#,
            #"{"extra":{"deep":[[{"x":true}],false,null]},"secret_name":"db","data":[{"key":"a","tags":["x"]}]}"#,
        ])
    func same(_ text: String) throws {
        let scanned = try #require(Self.scan(text))
        let decoded = try #require(Self.decode(text))
        #expect(scanned.secretName == decoded.secretName)
        #expect(scanned.data?.map(\.key) == decoded.data?.map(\.key))
    }

    @Test(
        "what is unusual or wrong is left to the decoder",
        arguments: [
            "", "null", "[]", "{", #"{"secret_name":"db"}"#, #"{"secret_name":"db","data":null}"#,
            #"{"secret_name":"d\u0062","data":[]}"#, #"{"secret_name":"dü","data":[]}"#,
            #"{"secret_name":"db","data":[],"n":1}"#, #"{"secret_name":"db","data":[]} x"#,
            #"{"secret_name":"db","secret_name":"other","data":[]}"#, #"{"secret_name":"db","data":[{"value":"x"}]}"#,
            #"{"secret_name":"db","data":[{"key":"a","key":"b"}]}"#, #"{"secret_name":"db","data":[,]}"#,
            "{\"secret_name\":\"d\nb\",\"data\":[]}", #"{"secret_name":"db","data":[]"#,
            #"{"secret_name":"db","data":[],"x":tru}"#, #"{"secret_name":"db",}"#,
            #"{"secret_name":"db","data":[],"x":"# + String(repeating: "[", count: 40)
                + String(repeating: "]", count: 40) + "}",
        ])
    func unusual(_ text: String) {
        #expect(Self.scan(text) == nil)
    }
}
