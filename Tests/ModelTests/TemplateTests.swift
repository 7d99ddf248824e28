import Testing

@testable import Model

@Suite struct TemplateTests {
    @Test("references and plain text are told apart")
    func pieces() throws {
        let template = try Template("a$${x}${password|urlencode|json}$b$")
        #expect(
            template.pieces == [
                .text("a${x}"), .reference(key: try KeyName("password"), filters: [.urlencode, .json]), .text("$b$"),
            ])
        #expect(template.references == [try KeyName("password")])
    }

    @Test("a broken template is refused", arguments: ["${", "${a", "${}", "${a|shout}", "${a b}", "${a|}"])
    func broken(text: String) {
        #expect(throws: InvalidInput.self) { try Template(text) }
    }

    private func entry(_ templates: [(String, String)]) throws -> SecretEntry {
        SecretEntry(
            secret: try SecretName("s"), targets: .table,
            keys: try templates.map { name, text in
                KeyPolicy(name: try KeyName(name), source: .template(try Template(text)))
            })
    }

    @Test("keys are made after those that they refer to")
    func order() throws {
        let entry = try entry([("a", "${b}${c}"), ("b", "${c}"), ("c", "x")])
        #expect(try entry.evaluationOrder() == [2, 1, 0])
    }

    @Test("a circle is refused and named")
    func circle() throws {
        let entry = try entry([("a", "${b}"), ("b", "${c}"), ("c", "${a}")])
        let refusal = #expect(throws: InvalidInput.self) { try entry.evaluationOrder() }
        #expect(refusal?.what.contains("a → b → c → a") == true)
    }

    @Test("a reference to a key that is not there is refused")
    func missing() throws {
        let entry = try entry([("a", "${b}")])
        #expect(throws: InvalidInput.self) { try entry.evaluationOrder() }
    }
}
