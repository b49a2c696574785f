package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

local function fib(n) if n < 2 then return n else return fib(n - 1) + fib(n - 2) end end

measure("fib", 32, function(n)
    local a, b = 0, 1
    for _ = 1, n do a, b = b, a + b end
    if fib(n) ~= a then error("fib is wrong") end
end)
