if vim.g.loaded_windbreak then
  return
end
vim.g.loaded_windbreak = true

-- Neovim before 0.12 knows `.env` (as a shell script) but not its relatives. A function with low
-- priority, so that whatever else has an opinion on the name goes first.
if vim.fn.has('nvim-0.12') == 0 then
  vim.filetype.add({ pattern = { ['%.env%..+'] = { 'env', { priority = -10 } } } })
end

-- From 0.11 on `lsp/windbreak.lua` is all there is to it, and `vim.lsp.enable('windbreak')` is the
-- user's to call, as for every other server.
if vim.lsp.config then
  return
end

-- Neovim 0.10 has neither `vim.lsp.enable` nor `lsp/`: start the same configuration by hand.
-- `vim.g.windbreak` overrides it, or is `false` to keep the server from starting.
local user = vim.g.windbreak
if user == false then
  return
end

local file = vim.api.nvim_get_runtime_file('lsp/windbreak.lua', false)[1]
local config = vim.tbl_deep_extend('force', dofile(file), user or {}, { name = 'windbreak' })

vim.api.nvim_create_autocmd('FileType', {
  group = vim.api.nvim_create_augroup('windbreak', {}),
  pattern = config.filetypes,
  desc = 'Start the windbreak language server',
  callback = function(event)
    if vim.bo[event.buf].buftype ~= '' then
      return
    end
    if vim.fn.executable(config.cmd[1]) == 0 then
      local message = 'windbreak: %s is not executable; put it on PATH or set vim.g.windbreak.cmd'
      vim.notify_once(message:format(config.cmd[1]), vim.log.levels.WARN)
      return
    end
    config.root_dir(event.buf, function(root)
      vim.lsp.start(vim.tbl_extend('force', config, { root_dir = root }), { bufnr = event.buf })
    end)
  end,
})
