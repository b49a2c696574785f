package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

local function map(t, f)
    local out = {}
    for i = 1, #t do out[#out + 1] = f(t[i]) end
    return out
end
local function filter(t, f)
    local out = {}
    for i = 1, #t do
        local x = t[i]
        if f(x) then out[#out + 1] = x end
    end
    return out
end
local function reduce(t, f, first)
    for i = 1, #t do first = f(first, t[i]) end
    return first
end

measure("closures", 100000, function(n)
    local numbers = {}
    for i = 0, n - 1 do numbers[#numbers + 1] = i end
    for _ = 1, 10 do
        local doubled = map(numbers, function(x) return x * 2 end)
        local kept = filter(doubled, function(x) return x % 3 == 0 end)
        local sum = reduce(kept, function(a, b) return a + b end, 0)
        if n == 100000 and sum ~= 3333366666 then error("closures is wrong: " .. sum) end
    end
end)
