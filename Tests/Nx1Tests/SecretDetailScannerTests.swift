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

    @Test(
        "an answer that has a member twice is none, whoever reads it",
        arguments: [
            #"{"secret_name":"db","secret_name":"x","data":[]}"#,
            #"{"secret_name":"x","secret_n\u0061me":"db","data":[]}"#,
            #"{"secret_name":"db","data":[{"key":"a","key":"a"}]}"#,
            #"{"secret_name":"db","data":[],"x":{"y":1,"y":1}}"#,
            #"{"secret_name":"db","data":[],"data":[]}"#,
            #"{"k8s_name":"a","k8s_name":"b","secret_name":"db","data":[]}"#,
        ])
    func doubled(_ text: String) {
        #expect(Self.decode(text) == nil && Self.scan(text) == nil)
    }

    @Test(
        "the same name in two objects is no member twice",
        arguments: [
            #"{"secret_name":"db","data":[{"key":"a"},{"key":"a:{\"key\":1"}],"x":{"data":1,"key":{"key":[":"]}},"n":1}"#
        ])
    func nested(_ text: String) {
        #expect(Self.decode(text)?.data?.count == 2)
    }
}
