import Testing

@testable import Model

struct InterpolationTests {
    private enum Field: String, CaseIterable { case one, two }

    @Test("fields are replaced, and $${ stands for the characters")
    func fields() throws {
        let text = try Interpolation<Field>("a ${one} $${two} $ ${two}")
        #expect(text.text { $0 == .one ? "1" : "2" } == "a 1 ${two} $ 2")
        #expect(text.source == "a ${one} $${two} $ ${two}")
        #expect(text.hasFields && text.contains(.two))
        #expect(try !Interpolation<Field>("$${one}").hasFields)
        #expect(try Interpolation<Field>("").isEmpty)
    }

    @Test("another name is refused with those that are known")
    func unknown() {
        let message = #""three" is not known here; use ${one}, ${two}, or $${ for the characters"#
        #expect { try Interpolation<Field>("${three}") } throws: { "\($0)" == message }
        #expect(throws: InvalidInput.self) { try Interpolation<Field>("${one") }
    }
}
