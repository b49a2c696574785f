package.path = arg[0]:match("^(.*)/") .. "/?.lua;" .. package.path
local measure = require("measure")

measure("mandelbrot", 250, function(n)
    local inside = 0
    for y = 0, n - 1 do
        local ci = 2.0 * y / n - 1.0
        for x = 0, n - 1 do
            local cr = 2.0 * x / n - 1.5
            local zr, zi, k = 0.0, 0.0, 0
            while k < 50 and zr * zr + zi * zi <= 4.0 do
                local t = zr * zr - zi * zi + cr
                zi = 2.0 * zr * zi + ci
                zr = t
                k = k + 1
            end
            if k == 50 then inside = inside + 1 end
        end
    end
    if inside * 3 > n * n * 2 or inside * 5 < n * n then error("mandelbrot is wrong: " .. inside) end
end)
