---@brief
---
--- Makes code that calls Mistral AI safe: hard-coded keys, unconfined models, unaudited requests.
--- Neovim reads this file when `vim.lsp.enable('windbreak')` is called; it needs nothing else of
--- this plugin, so that it can be copied to `~/.config/nvim/lsp/` by itself.

---@param bufnr integer
local function is_env_file(bufnr)
  return vim.startswith(vim.fs.basename(vim.api.nvim_buf_get_name(bufnr)), '.env')
end

---@type vim.lsp.Config
local config = {
  cmd = { 'windbreak', 'server' },
  filetypes = {
    'typescript',
    'typescriptreact',
    'javascript',
    'javascriptreact',
    'python',
    'env',
    'dotenv',
    -- Also what Neovim before 0.12 calls `.env`.
    'sh',
    'bash',
    'zsh',
    'fish',
    'make',
    'dockerfile',
    'yaml',
    'yaml.docker-compose',
    'json',
    'jsonc',
    'json5',
    'toml',
    'dosini',
    'confini',
    'cfg',
    'conf',
    'jproperties',
    'systemd',
    'terraform',
    'requirements',
    'markdown',
    'html',
    'vue',
    'svelte',
    'astro',
  },
  -- In this order: the settings' folder, the repository, the package.
  root_markers = {
    'windbreak.toml',
    '.windbreak.toml',
    '.git',
    'package.json',
    'pyproject.toml',
    'requirements.txt',
  },
  settings = {
    windbreak = {
      -- Findings in the whole 'workspace', or in 'openFiles' only.
      diagnostics = 'workspace',
    },
  },
  get_language_id = function(bufnr, filetype)
    return is_env_file(bufnr) and 'dotenv' or filetype
  end,
}

-- The filetypes of code.
local code = {
  typescript = true,
  typescriptreact = true,
  javascript = true,
  javascriptreact = true,
  python = true,
  env = true,
  dotenv = true,
}

-- A function instead of `root_markers` alone, because not calling `on_dir` is the one way to leave
-- a buffer of a listed filetype out.
config.root_dir = function(bufnr, on_dir)
  -- The user's own markers, where `vim.lsp.config` exists and was given some.
  local resolved = vim.lsp.config and vim.lsp.config.windbreak or config
  for _, marker in ipairs(resolved.root_markers) do
    local root = vim.fs.root(bufnr, marker)
    if root then
      return on_dir(root)
    end
  end
  -- Code and env files may stand alone; a note or a setting that does is no project's.
  if is_env_file(bufnr) or code[vim.bo[bufnr].filetype] then
    on_dir(nil)
  end
end

return config
