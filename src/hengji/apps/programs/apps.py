from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "hengji.apps.programs"
    label = "programs"
    verbose_name = "绩效对象与资金"
