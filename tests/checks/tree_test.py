# SPDX-License-Identifier: Apache-2.0
"""The tree check itself: each kind of offence is found, and a clean tree passes."""

import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tree  # noqa: E402

HEAD = "// SPDX-License-Identifier: Apache-2.0\n"


class TreeCheck(unittest.TestCase):
    def complaints(self, files):
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
                with open(os.path.join(root, name), "w", encoding="utf-8") as file:
                    file.write(text)
            return tree.check_tree(root, sorted(files))

    def refused(self, name, body, expected):
        found = self.complaints({name: HEAD + body})
        self.assertEqual(len(found), 1, found)
        self.assertIn(expected, found[0])

    def test_clean_files_pass(self):
        self.assertEqual([], self.complaints({
            "src/health/score.cpp": HEAD + '#include "scoring/gap.hpp"\n#include "metrics/data.hpp"\n',
            "src/base/json.cpp": HEAD + "#include <nlohmann/json.hpp>\n",
            "include/steward/id.hpp": HEAD + '#pragma once\n#include "steward/export.hpp"\n',
            "dev": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n",
        }))

    def test_include_upwards_is_found(self):
        self.refused("src/base/id.cpp", '#include "model/account.hpp"\n', "is of base and includes")

    def test_public_header_of_a_higher_layer_is_found(self):
        self.refused("src/base/id.cpp", '#include "steward/model/account.hpp"\n', "is of base and includes")

    def test_area_with_a_store_adapter_is_found(self):
        self.refused("src/health/score.cpp", '#include "stores/memory/store.hpp"\n', "is of health and includes")

    def test_adapter_with_an_area_is_found(self):
        self.refused("src/stores/sqlite/store.cpp", '#include "health/score.hpp"\n', "is of stores/sqlite")

    def test_circle_of_areas_is_found(self):
        found = self.complaints({"src/health/a.cpp": HEAD + '#include "risk/b.hpp"\n',
                                 "src/risk/b.cpp": HEAD + '#include "health/a.hpp"\n'})
        self.assertEqual(len(found), 1, found)
        self.assertIn("circle", found[0])

    def test_strange_folder_is_found(self):
        self.refused("src/misc/a.cpp", "", "no known layer")

    def test_misplaced_dependencies_are_found(self):
        self.refused("src/engine/a.cpp", "#include <nlohmann/json.hpp>\n", "may not include")
        self.refused("src/health/a.cpp", "#include <sqlite3.h>\n", "may not include")
        self.refused("include/steward/a.hpp", "#pragma once\n#include <date/tz.h>\n", "may not include")

    def test_public_header_with_inner_include_is_found(self):
        self.refused("include/steward/a.hpp", '#pragma once\n#include "base/id.hpp"\n', "is public")

    def test_example_with_inner_include_is_found(self):
        self.refused("examples/a.cpp", '#include "base/id.hpp"\n', "is an example")

    def test_long_file_is_found(self):
        self.refused("src/base/a.cpp", "\n" * 600, "601 lines")

    def test_missing_licence_line_is_found(self):
        found = self.complaints({"src/base/a.cpp": "int a;\n"})
        self.assertEqual(len(found), 1, found)
        self.assertIn("SPDX", found[0])

    def test_machine_path_is_found(self):
        self.refused("src/base/a.cpp", '// see ' + "/ho" + 'me/someone/notes\n', "path of a machine")


if __name__ == "__main__":
    unittest.main()
