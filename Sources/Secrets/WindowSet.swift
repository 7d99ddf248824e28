/// Windows of eight bytes, stored as numbers: a set that is faster than the standard library's for this content.
struct WindowSet {
    private var places: [UInt64]
    private var mask: Int
    private(set) var count = 0
    private var hasZero = false

    init(capacity: Int = 256) {
        var size = 512
        while size < capacity * 2 { size *= 2 }
        places = [UInt64](repeating: 0, count: size)
        mask = size - 1
    }

    func contains(_ window: UInt64) -> Bool {
        if window == 0 { return hasZero }
        var place = Self.hash(window) & mask
        while places[place] != 0 {
            if places[place] == window { return true }
            place = (place + 1) & mask
        }
        return false
    }

    mutating func insert(_ window: UInt64) {
        if window == 0 { return hasZero = true }
        if count * 2 >= places.count { grow() }
        var place = Self.hash(window) & mask
        while places[place] != 0 {
            if places[place] == window { return }
            place = (place + 1) & mask
        }
        places[place] = window
        count += 1
    }

    private mutating func grow() {
        let old = places
        places = [UInt64](repeating: 0, count: old.count * 2)
        mask = places.count - 1
        count = 0
        for window in old where window != 0 { insert(window) }
    }

    private static func hash(_ window: UInt64) -> Int {
        Int(truncatingIfNeeded: (window &* 0x9e37_79b9_7f4a_7c15) >> 24)
    }
}
