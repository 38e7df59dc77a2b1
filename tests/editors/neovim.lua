-- What a developer does in Neovim: open a file, paste a key, see why it is reported before saving,
-- apply the code action, write everything. Run by neovim.sh in a Neovim that has the plug-in on
-- its runtime path, with $WINDBREAK_TEST_PROJECT, an empty git repository, as working directory.
--
-- $WINDBREAK_TEST_LANGUAGE  python | typescript
-- $WINDBREAK_TEST_CASE      paste  the whole story
--                           clean  a file with nothing to report stays without findings
-- $WINDBREAK_TEST_WAIT      milliseconds to wait for what has to come
--
-- Prints one `ok ...` line a step; the first step that fails ends the run with its reason and
-- exit code 1.

local WAIT = tonumber(os.getenv('WINDBREAK_TEST_WAIT')) or 15000
local STEP = 20

local languages = {
  python = {
    file = 'app.py',
    manifest = { name = 'requirements.txt', text = 'mistralai>=2\n' },
    pasted_into = 'from mistralai.client import Mistral\n\nclient = Mistral(api_key="")\n',
    clean = 'import os\n\nfrom mistralai.client import Mistral\n\n'
      .. 'client = Mistral(api_key=os.environ["MISTRAL_API_KEY"])\n',
    reads_env = { 'os%.environ', 'os%.getenv' },
    also = '^import os\n',
  },
  typescript = {
    file = 'app.ts',
    manifest = {
      name = 'package.json',
      text = '{ "name": "app", "type": "module", "dependencies": { "@mistralai/mistralai": "^2.0.0" } }\n',
    },
    -- A repository that already ignores something: its file is edited, not made.
    gitignore = 'node_modules/\n',
    pasted_into = 'import { Mistral } from "@mistralai/mistralai";\n\n'
      .. 'const client = new Mistral({ apiKey: "" });\n',
    clean = 'import { Mistral } from "@mistralai/mistralai";\n\n'
      .. 'const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY });\n',
    reads_env = { 'process%.env' },
  },
}

local language = assert(languages[os.getenv('WINDBREAK_TEST_LANGUAGE')], 'no such language')
local project = assert(os.getenv('WINDBREAK_TEST_PROJECT'))
local case = os.getenv('WINDBREAK_TEST_CASE')
local clients_of = vim.lsp.get_clients

local function step(what)
  io.stdout:write('ok   ' .. what .. '\n')
end

local function check(condition, reason)
  if not condition then
    error(reason, 0)
  end
end

local function eventually(condition, reason)
  check(vim.wait(WAIT, condition, STEP), reason)
end

local function write(name, text)
  local file = assert(io.open(vim.fs.joinpath(project, name), 'w'))
  file:write(text)
  file:close()
end

local function read(name)
  local file = io.open(vim.fs.joinpath(project, name))
  check(file, name .. ' was not made')
  local text = file:read('*a')
  file:close()
  return text
end

-- 32 mixed letters and digits, made afresh so that no file of ours holds a key. No character
-- twice and no two neighbours in sequence: nothing that looks like a placeholder.
local function new_key()
  local alphabet = {}
  for _, range in ipairs({ '09', 'AZ', 'az' }) do
    for code = range:byte(1), range:byte(2) do
      table.insert(alphabet, string.char(code))
    end
  end
  while true do
    local random = { vim.uv.random(64):byte(1, -1) }
    for i = #alphabet, 2, -1 do
      local j = random[i] % i + 1
      alphabet[i], alphabet[j] = alphabet[j], alphabet[i]
    end
    local key = table.concat(alphabet, '', 1, 32)
    local in_sequence = false
    for i = 2, #key do
      in_sequence = in_sequence or math.abs(key:byte(i) - key:byte(i - 1)) <= 1
    end
    if key:find('%u') and key:find('%l') and key:find('%d') and not in_sequence then
      return key
    end
  end
end

local function findings(bufnr)
  return vim.tbl_filter(function(diagnostic)
    return diagnostic.source == 'windbreak' and diagnostic.code == 'hardcoded-key'
  end, vim.diagnostic.get(bufnr))
end

local function attached(bufnr)
  return #clients_of({ bufnr = bufnr, name = 'windbreak' }) > 0
end

local function open(name)
  vim.cmd.edit(vim.fs.joinpath(project, name))
  return vim.api.nvim_get_current_buf()
end

local function start(text)
  write(language.manifest.name, language.manifest.text)
  write(language.file, text)
  if language.gitignore then
    write('.gitignore', language.gitignore)
  end
  -- What a user of 0.11 or newer has in init.lua. Before, the plug-in starts the server itself.
  if vim.lsp.enable then
    vim.lsp.enable('windbreak')
  end
  local bufnr = open(language.file)
  eventually(function()
    return attached(bufnr)
  end, 'the server was not started for ' .. language.file)
  check(
    vim.uv.fs_realpath(clients_of({ bufnr = bufnr })[1].root_dir) == vim.uv.fs_realpath(project),
    'the workspace root is not the repository'
  )
  step('the server starts in the root of the repository')
  return bufnr
end

local function stays_clean(bufnr)
  check(not vim.wait(1500, function()
    return #findings(bufnr) > 0
  end, STEP), 'a file without a key has a finding')
end

-- Where the empty string of the constructor is, cursor between its quotes.
local function paste(bufnr, key)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)) do
    local _, column = line:find('""', 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { row, column - 1 })
      -- `P`, as a user would: the register's text goes before the cursor.
      vim.fn.setreg('k', key, 'c')
      vim.cmd.normal({ '"kP', bang = true })
      vim.api.nvim_win_set_cursor(0, { row, column })
      return row - 1
    end
  end
  error('nowhere to paste', 0)
end

local function story(key)
  local bufnr = start(language.pasted_into)
  stays_clean(bufnr)
  step('nothing is reported before the paste')

  local row = paste(bufnr, key)
  eventually(function()
    return #findings(bufnr) == 1
  end, 'no finding for the pasted key')
  local finding = findings(bufnr)[1]
  check(finding.lnum == row, 'the finding is on another line')
  check(finding.severity == vim.diagnostic.severity.ERROR, 'the finding is no error')
  check(not finding.message:find(key, 1, true), 'the message shows the key')
  check(vim.bo[bufnr].modified, 'the buffer was saved')
  check(not read(language.file):find(key, 1, true), 'the key is on disk already')
  step('the pasted key is reported before saving')

  local offered = {}
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      table.insert(offered, action.title)
      return action.title:find('Move the key') ~= nil and action.isPreferred == true
    end,
  })
  eventually(function()
    return not table
      .concat(vim.api.nvim_buf_get_lines(bufnr, 0, -1, false), '\n')
      :find(key, 1, true)
  end, 'the key was not moved; offered were: ' .. table.concat(offered, ', '))
  step('the code action applies')

  eventually(function()
    return #findings(bufnr) == 0
  end, 'the finding stays after the fix')
  vim.cmd.wall({ mods = { silent = true } })
  check(not vim.bo[bufnr].modified, 'the source was not written')
  step('the finding is gone and everything is written')

  local source = read(language.file)
  check(not source:find(key, 1, true), language.file .. ' still holds the key')
  check(source:find('MISTRAL_API_KEY', 1, true), language.file .. ' does not name the variable')
  check(
    vim.iter(language.reads_env):any(function(pattern)
      return source:find(pattern) ~= nil
    end),
    language.file .. ' does not read the environment'
  )
  check(not language.also or source:find(language.also), language.file .. ' lacks its import')
  step('the source reads the variable')

  local env = '\n' .. read('.env')
  check(env:find('\nMISTRAL_API_KEY=["\']?' .. key), '.env does not hold the key')
  local example = '\n' .. read('.env.example')
  check(example:find('\nMISTRAL_API_KEY=[ \t\r]*\n'), '.env.example does not hold the empty name')
  check(not example:find(key, 1, true), '.env.example holds the key')
  step('the key is in .env, its name in .env.example')

  local function ignored(name)
    return vim.system({ 'git', 'check-ignore', '-q', name }, { cwd = project }):wait().code == 0
  end
  check(ignored('.env'), 'git does not ignore .env')
  check(not ignored('.env.example'), 'git ignores .env.example')
  check(
    read('.gitignore'):find(language.gitignore or '', 1, true),
    'what .gitignore held before is lost'
  )
  step('git ignores .env')

  for name, expected in pairs({ ['.env'] = true, ['.env.local'] = true, ['run.sh'] = true, ['main.go'] = false }) do
    local other = open(name)
    local seen = vim.wait(expected and WAIT or 500, function()
      return attached(other)
    end, STEP)
    check(seen == expected, ('the server is %sattached to %s'):format(seen and '' or 'not ', name))
  end
  step('env files and shell scripts have the server, Go does not')

  local log = io.open(vim.lsp.get_log_path())
  check(not log or not log:read('*a'):find(key, 1, true), 'the key is in the log of Neovim')
  step('the log does not show the key')
end

local function stop()
  for _, client in ipairs(clients_of()) do
    -- A plain function before 0.11, a method since.
    if vim.fn.has('nvim-0.11') == 1 then
      client:stop()
    else
      client.stop()
    end
  end
  eventually(function()
    return #clients_of() == 0
  end, 'the server does not stop')
  step('the server stops')
end

local key = new_key()
local passed, reason = pcall(function()
  if case == 'clean' then
    stays_clean(start(language.clean))
    step('a file that reads the variable has no finding')
  else
    story(key)
  end
  stop()
end)
if not passed then
  io.stdout:write('\nFAIL ' .. tostring(reason):gsub(key, '<key>') .. '\n')
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
