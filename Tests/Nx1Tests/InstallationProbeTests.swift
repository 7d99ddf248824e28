import Model
import Secrets
import Testing

@testable import Nx1

/// What an OpenAPI description tells of an installation.
@Suite struct InstallationProbeTests {
    private func read(_ paths: String, version: String = "1.2.3") -> Installation? {
        Array(#"{"openapi": "3.1.0", "info": {"title": "x", "version": "\#(version)"}, "paths": {\#(paths)}}"#.utf8)
            .withUnsafeBytes { InstallationProbe.read($0, hiding: Scrubber([Secret(utf8: "the-credential")])) }
    }

    private static let put = #""/api/app/{app_id}/secrets/{secret_name}": {"put": {}, "get": {}}"#

    @Test("paths and methods are found, whatever their parameters are called, below a base path too")
    func offers() {
        #expect(read(Self.put) == Installation(version: "1.2.3", lists: false, creates: false, reveals: false))
        let all = #"""
            "/base/api/app/{id}/secrets": {"parameters": [], "get": {"x": [1]}, "post": {}},
            "/base/api/app/{id}/secrets/{name}": {"put": {}},
            "/base/api/app/{id}/secrets/{name}/reveal": {"get": {}}
            """#
        #expect(read(all) == Installation(version: "1.2.3", lists: true, creates: true, reveals: true))
    }

    @Test("the description of something else, and what is none, says nothing")
    func foreign() {
        #expect(read(#""/pets": {"get": {}}"#) == nil)
        #expect(Array("<html>".utf8).withUnsafeBytes { InstallationProbe.read($0, hiding: Scrubber([])) } == nil)
    }

    @Test("no credential comes through as a version")
    func echo() {
        #expect(read(Self.put, version: "v the-credential")?.version?.text.contains("the-credential") == false)
    }
}
