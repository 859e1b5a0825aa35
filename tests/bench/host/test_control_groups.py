from pathlib import Path

from bench.host import control_groups


def a_machine(root: Path, groups: str, *folders: str) -> Path:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(groups)
    for folder in folders:
        (root / "sys/fs/cgroup" / folder).mkdir(parents=True, exist_ok=True)
    return root


def found(root: Path, controller: str = "memory") -> list[str]:
    return [str(folder.relative_to(root / "sys/fs/cgroup")) for folder in control_groups.folders(controller, root)]


def test_groups_of_version_2_are_found_from_the_inside_out(tmp_path: Path) -> None:
    root = a_machine(tmp_path, "0::/user.slice/shell.scope\n", "user.slice/shell.scope")

    assert found(root) == ["user.slice/shell.scope", "user.slice", "."]


def test_groups_of_version_1_are_those_of_the_controller(tmp_path: Path) -> None:
    root = a_machine(tmp_path, "4:memory:/job\n2:cpu,cpuacct:/fast\n", "memory/job", "cpu/fast")

    assert found(root) == ["memory/job", "memory"]
    assert found(root, "cpu") == ["cpu/fast", "cpu"]


def test_a_path_of_the_host_that_is_not_in_the_container_is_passed_over(tmp_path: Path) -> None:
    root = a_machine(tmp_path, "0::/docker/0a1b\n", ".")

    assert found(root) == ["."]


def test_a_path_above_the_root_of_the_name_space_does_not_leave_the_folder(tmp_path: Path) -> None:
    root = a_machine(tmp_path, "0::/../../etc\n", ".")
    (root / "sys/etc").mkdir()

    assert found(root) == ["."]


def test_without_control_groups_there_are_none(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_what_is_not_a_number_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "stat"
    path.write_text("cache 12\n\nbroken\nshare 0.5\nlimit max\nrss 7 kB\n")

    assert control_groups.pairs(path) == {"cache": 12, "rss": 7}
    assert control_groups.number(path) is None
    assert control_groups.number(tmp_path / "missing") is None
