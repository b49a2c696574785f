package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

measure("loops", 60000, function(n)
    local longest, all, i = 0, 0, 1
    while i < n do
        local x, steps = i, 0
        while x ~= 1 do
            if x % 2 == 0 then x = x // 2 else x = 3 * x + 1 end
            steps = steps + 1
        end
        all = all + steps
        if steps > longest then longest = steps end
        i = i + 1
    end
    if n == 60000 and (longest ~= 339 or all ~= 6134916) then
        error("loops is wrong: " .. longest .. " " .. all)
    end
end)
