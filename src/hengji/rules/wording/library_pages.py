"""Refusals of the library's pages and operations (``rules.libraryentry``, ``apps.library``)."""

WORDING = {
    "library-missing": "没有保存：还没有填写{caption}。请填写后再保存。",
    "library-same-name": "没有保存：本县指标库“{category}”领域里已有“{name}”。请改用已有的一条，或换一个名称。",
    "library-same-category": "没有保存：本县指标库里已有领域“{name}”。请换一个名称。",
    "library-not-own": "不能修改：“{name}”不是本县指标库的指标。请先“采用到本县”，再在本县的一条上修改。",
    "library-retired": "没有办理：“{name}”已停用（{why}）。如需使用，请先恢复。",
    "library-not-retired": "没有办理：“{name}”没有停用，不需要恢复。请刷新页面查看。",
    "library-merged": "不能恢复：“{name}”已并入“{into}”。请直接使用“{into}”。",
    "library-reason-missing": "没有办理：没有写明原因。请写明原因，方便以后查考。",
    "library-nothing-to-merge": "没有合并：至少要选两条不同的指标，并指定保留哪一条。请重新选择。",
    "library-nothing-chosen": "没有办理：没有选中指标。请在列表左侧勾选后再办理。",
    "library-already-own": "没有采用：“{name}”已经是本县指标库的指标。请直接使用。",
    "library-nothing-to-import": "没有导入：文件里没有读到指标。请按模板填写后再导入。",
    "library-import-faulty": "没有导入：有 {count} 处问题，文件一条也没有写入。请按问题清单改好后重新导入。",
}
