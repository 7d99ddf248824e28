import Foundation
import Testing

@testable import Secrets

@Suite struct ScrubberTests {
    /// As the generators make them, and as people do.
    static let values = [
        "Xk7-_qR2~mVb9.TzLw4PnC8sYd3fGh6J", "wqJ3-x_8RmZt0KpVb7Ns4LdYc2HgFf9TeUa6QiOx1Mw",
        "4f9a1c0e7b3d5862af10c9e4d7b28356", "MZXW6YTBOI7QK3LNEB2HG5DFON2A4X6R",
        "018f6b1c-7d2e-7c3a-9b4d-5e6f7a8b9c0d", "p@ss/w\"rd+é=Q9&x", "postgres://svc:hT5-kW9~zB2@db.internal/app",
    ]

    @Test("no form of a value is let through", arguments: EchoForm.all)
    func forms(form: EchoForm) {
        for value in Self.values {
            for text in [form.write(value), "the value \(form.write(value)) is too weak", form.write("x: \(value) .")] {
                let said = Scrubber([Secret(utf8: value)]).scrub(text)
                #expect(said.contains("[secret]"), "\(form.name) of \(value): \(said)")
                #expect(Self.parts(of: value, in: said) == 0, "\(form.name) of \(value): \(said)")
            }
        }
    }

    /// How many pieces of four characters came through that no word of the sentence has.
    private static func parts(of value: String, in said: String) -> Int {
        let characters = Array(value)
        let pieces = Set((0...(characters.count - 4)).map { String(characters[$0..<($0 + 4)]) })
        let sentence = Scrubber.leftOut + "the value [secret] is too weak"
        return pieces.filter { said.contains($0) && !sentence.contains($0) }.count
    }

    @Test("values of other items are found among ten thousand", arguments: EchoForm.all)
    func others(form: EchoForm) {
        var others = RecentSecrets()
        for value in Self.values { others.note(Secret(utf8: value)) }
        for number in 0..<10_000 { others.note(Secret(utf8: "\(number * 7_919)-other-\(number * 104_729)")) }
        // Found by windows alone, so not where words stand between small pieces.
        if form.name.contains("words between") { return }
        for value in Self.values {
            let said = Scrubber([], others: others).scrub("no: \(form.write(value))")
            #expect(said == Scrubber.leftOut, "\(form.name) of \(value): \(said)")
        }
    }

    @Test("what programs write stays, though it is long", arguments: [1, 2, 3])
    func longWords(seed: UInt64) {
        var state = seed
        // 5 KiB of letters and digits: any 32 of them follow one another somewhere in it.
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
        let noise = (0..<5_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return letters[Int(state >> 33) % letters.count]
        }
        let text = PublicText(endOf: Array(String(noise).utf8), hiding: Scrubber(Self.values.map(Secret.init(utf8:))))
        #expect(text.text == "…" + String(noise.suffix(4_095)))
    }

    @Test("no form of a value is let through at the end of what a program writes", arguments: EchoForm.all)
    func formsAtTheEnd(form: EchoForm) {
        for value in Self.values {
            let words = String(repeating: "one more line\n", count: 340) + form.write(value)
            let said = PublicText(
                endOf: Array(words.utf8.suffix(PublicText.endBytes)), hiding: Scrubber([Secret(utf8: value)]))
            #expect(said.text.contains("[secret]"), "\(form.name) of \(value): \(said)")
        }
    }

    @Test(
        "what the API says without a value stays as it is",
        arguments: [
            "Secret not found.", "body.data.0.value: String should have at most 64 characters",
            "Forbidden - Requires an `nx1_app_manager` role.",
            "upstream connect error or disconnect/reset before headers",
            "rate limit exceeded (50 requests per 1 s), request id 7f2c1b9e-1d3a-4a5b-8c7d-0e1f2a3b4c5d",
            "the password must have 3 of 4 classes: lower, upper, digit, symbol",
            "https://nx1.example.com/api/app/3c90c3cc-0d44-4b50-8888-8dd25736052a/secrets/db: 404 Not Found (nginx/1.25.3)",
        ])
    func kept(text: String) {
        var others = RecentSecrets()
        for number in 0..<5_000 { others.note(Secret(utf8: "V\(number * 7_919)~\(number * 104_729)-Qx")) }
        #expect(Scrubber(Self.values.map(Secret.init(utf8:)), others: others).scrub(text) == text)
    }

    @Test("only the value is taken out of a sentence that has it plainly")
    func marked() {
        let value = Self.values[0]
        #expect(
            Scrubber([Secret(utf8: value)]).scrub("the value \(value) is too weak") == "the value [secret] is too weak")
    }

    @Test("the usual forms of a value are taken out, and the rest stays")
    func usual() throws {
        let value = "p@ss/w\"rd+é"
        let scrubber = Scrubber([Secret(utf8: value)])
        let forms = [
            value, "p@ss/w\\\"rd+é", "p%40ss%2Fw%22rd%2B%C3%A9", Data(value.utf8).base64EncodedString(),
        ]
        for form in forms { #expect(scrubber.scrub("before \(form) after") == "before [secret] after") }
    }

    @Test("a text stays one line without anything that is not seen, and of bounded length")
    func line() {
        let none = Scrubber([])
        #expect(none.scrub("a\u{1B}[31mb\u{9B}c\nd\u{2028}e\u{85}f\tg") == "a [31mb c d e f g")
        #expect(none.scrub("a\u{202E}b\u{2066}c\u{200F}d\u{61C}e\u{200B}f\u{FEFF}g\u{2060}h\u{AD}i") == "abcdefghi")
        #expect(none.scrub("\u{E000}\u{378}\u{E0041}") == "\u{FFFD}\u{FFFD}")
        #expect(none.scrub("naïve 日本語 مرحبا 😀") == "naïve 日本語 مرحبا 😀")
        #expect(none.scrub(String(repeating: "é", count: 600)).unicodeScalars.count == 500)
        #expect(none.scrub("a" + String(repeating: "\u{301}", count: 100_000)).utf8.count < 1_100)
    }

    @Test("short values are taken out where they stand as they are")
    func short() {
        var others = RecentSecrets()
        others.note(Secret(utf8: "482913"))
        #expect(Scrubber([Secret(utf8: "731904")]).scrub("pin 731904 is in use") == "pin [secret] is in use")
        #expect(Scrubber([], others: others).scrub("pin 482913 is in use") == Scrubber.leftOut)
    }

    @Test("where the secrets cannot be read nothing is let through")
    func blind() {
        #expect(Scrubber.blind.scrub("anything at all") == Scrubber.unseen)
        #expect(!Scrubber.blind.passes(name: "a"))
    }

    @Test("no text brings a value back, whatever stands around it or is changed in it")
    func mutations() {
        var random = SeededRandom(seed: 11)
        let value = Self.values[0]
        let scrubber = Scrubber([Secret(utf8: value)])
        for round in 0..<2_000 {
            var text = Array(EchoForm.all.randomElement(using: &random)?.write(value) ?? value)
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let at = Int.random(in: 0...text.count, using: &random)
                text.insert(
                    contentsOf: ["%", "\\", "&#", " ", "\u{0}", "=", "\u{301}", "]"].randomElement(using: &random)
                        ?? "", at: at)
            }
            let said = scrubber.scrub(String(text))
            #expect(!said.contains(value) && Self.longest(of: value, in: said) < 8, "round \(round): \(said)")
        }
    }

    private static func longest(of value: String, in said: String) -> Int {
        let characters = Array(value)
        return (1...characters.count).last { length in
            (0...(characters.count - length)).contains { said.contains(String(characters[$0..<($0 + length)])) }
        } ?? 0
    }
}

private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
